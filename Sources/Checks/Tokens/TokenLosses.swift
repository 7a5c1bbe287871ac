import History
import Scenario

/// Acknowledged writes that the storage does not have any more, as far as somebody has looked.
struct TokenLosses {
    /// What was lost, and what shows it.
    struct Loss {
        enum Excuse { case peril, none }
        let write: TokenAct
        let seen: Time
        let life: Life?
        let excuse: Excuse
        let detail: String
    }

    private(set) var losses: [Loss] = []
    /// How many acknowledged writes there were.
    private(set) var acknowledged = 0

    var unexcused: [Loss] { losses.filter { $0.excuse == .none } }

    init(_ history: TokenHistory, _ plan: TokensPlan, skew: Int64) {
        for (_, acts) in history.ordered {
            acknowledged += acts.count { Self.isWrite($0) && $0.outcome == .done }
            tokens(acts, history, plan, skew: skew)
            revocation(acts, history)
        }
        for contest in Contest.all(of: history) { redemption(contest, history.perils) }
        users(history)
    }

    private static func isWrite(_ act: TokenAct) -> Bool { !act.isRead }

    private mutating func add(
        _ write: TokenAct, seen: TokenAct, _ perils: TokenPerils, _ detail: String
    ) {
        add(write, seen: seen.returned, by: seen.life, perils, detail)
    }

    private mutating func add(
        _ write: TokenAct, seen: Time, by life: Life?, _ perils: TokenPerils, _ detail: String
    ) {
        let isExcused = perils.lie(between: write, and: seen)
        losses.append(
            Loss(write: write, seen: seen, life: life, excuse: isExcused ? .peril : .none, detail: detail))
    }
}

extension TokenLosses {
    /// A token that was issued, and that nobody touched since, is there until its end.
    private mutating func tokens(_ acts: [TokenAct], _ history: TokenHistory, _ plan: TokensPlan, skew: Int64) {
        let disturbances = acts.filter(\.disturbsFamily)
        for mint in acts where mint.isMint && mint.outcome == .done {
            let isAccess = mint.kind == .mintAccess
            let life = Int64(clamping: isAccess ? plan.accessTTL : plan.refreshTTL) - skew
            let missed = acts.first { read in
                read.kind == (isAccess ? .readAccess : .readRefresh) && read.generation == mint.generation
                    && read.outcome == .missing && read.called > mint.returned
                    && read.returned < mint.called.later(by: life)
            }
            guard let missed, !disturbances.contains(where: { Self.overlaps($0, mint, missed) }),
                !history.someoneDied(from: mint.called, to: missed.returned)
            else { continue }
            add(mint, seen: missed, history.perils, "\(missed.kind) finds nothing")
        }
    }

    /// Whether it may have had a part in what became of a token between its issue and a look at it.
    private static func overlaps(_ disturbance: TokenAct, _ mint: TokenAct, _ read: TokenAct) -> Bool {
        disturbance.called < read.returned && disturbance.returned > mint.called
    }

    /// A revocation stands for ever. What defies one that cannot have been lost is for the check of revocations to report.
    private mutating func revocation(_ acts: [TokenAct], _ history: TokenHistory) {
        guard let revocation = Revocation(acts, isConfirming: history.isConfirming),
            let first = revocation.defied.first,
            history.perils.lie(between: revocation.proof, and: first.returned)
        else { return }
        add(revocation.proof, seen: first, history.perils, "\(first.kind) is granted")
    }

    /// Who comes second and gets it too shows that the first one's was lost.
    private mutating func redemption(_ contest: Contest, _ perils: TokenPerils) {
        for (first, second) in zip(contest.winners, contest.winners.dropFirst())
        where perils.lie(between: first, and: second.returned) {
            add(first, seen: second, perils, "\(second.kind) succeeds again")
        }
    }

    /// Identities remember their latest use; a user who was removed is gone.
    private mutating func users(_ history: TokenHistory) {
        let removed = Dictionary(grouping: history.removals, by: \.family)
        let touches = Dictionary(grouping: history.touches.filter { $0.outcome == .done }, by: \.family)
        acknowledged += history.touches.count { $0.outcome == .done } + history.removals.count { $0.outcome == .done }
        for found in history.users.sorted(by: { $0.user < $1.user }) {
            let removals = removed[found.user, default: []].filter { $0.outcome != .failed }
            if let removal = removals.first {
                guard found.isThere, removal.outcome == .done else { continue }
                add(removal, seen: found.at, by: nil, history.perils, "the user is there")
                continue
            }
            let latest = touches[found.user, default: []].filter { $0.returned < found.called }
                .max { $0.detail < $1.detail }
            guard let latest, !found.isThere || found.lastUsed < latest.detail else { continue }
            guard found.isThere || !history.someoneDied(from: .always, to: found.called) else { continue }
            add(
                latest, seen: found.at, by: nil, history.perils,
                found.isThere ? "the identity was last used at \(found.lastUsed)" : "the identity is gone")
        }
    }
}
