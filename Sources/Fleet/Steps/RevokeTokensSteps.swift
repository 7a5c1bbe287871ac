import CPosix
import History
import ReplicaProcess
import Scenario

/// Ends sessions that are in use, while every replica reads their tokens again and again.
struct RevokeSessionStep: PerformableStep {
    let how: RevokeTokens

    func prepare(in run: Run) async -> Prepared {
        guard let desk = run.tokenDesk else { return .nothing }
        let sessions = desk.takeSessions(how.count)
        await run.watch(sessions)
        return .sessions(sessions.map { [$0.family] }, users: [], by: how.writers.map(run.takeMembers))
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .sessions(let groups, _, let writers) = prepared else { return .failed }
        return await run.revoke(groups.flatMap { $0 }, by: writers) { family, calls in
            await calls(how.confirm).end(family)
        } order: { family in
            { .revoke(number: $0, family: family) }
        }
    }
}

/// Removes users with everything that is theirs.
struct RevokeUserStep: PerformableStep {
    let how: RevokeTokens

    func prepare(in run: Run) async -> Prepared {
        guard let desk = run.tokenDesk else { return .nothing }
        let users = desk.takeUsers(how.count)
        await run.watch(users.flatMap(\.sessions))
        return .sessions(
            users.map { $0.sessions.map(\.family) }, users: users.map(\.user), by: how.writers.map(run.takeMembers))
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .sessions(let groups, let users, let writers) = prepared else { return .failed }
        let families = Dictionary(zip(users, groups), uniquingKeysWith: { first, _ in first })
        return await run.revoke(users, by: writers) { user, calls in
            await calls(how.confirm).removeUser(user, families[user] ?? [])
        } order: { user in
            { .removeUser(number: $0, user: user, families: families[user] ?? []) }
        }
    }
}

extension Run {
    /// Has every replica read these until the step is long over, and gives them the time to begin.
    fileprivate func watch(_ families: [WatchedFamily]) async {
        guard !families.isEmpty else { return }
        await fleet.tell(.watch(families, until: kq_now() + RevokeTokens.watch))
        await sleep(until: kq_now() + Self.watchLead)
    }

    private static var watchLead: UInt64 { 150_000_000 }
    private static var revokeLimit: UInt64 { 10_000_000_000 }

    /// Has the operator do something about each, or all of the writers at the same time; the worst outcome counts.
    fileprivate func revoke(
        _ things: [UInt32], by writers: [Member]?,
        operating: @escaping (UInt32, (Int?) -> TokenCalls) async -> TokenOutcome,
        order: @escaping (UInt32) -> (UInt32) -> TokenWorkOrder
    ) async -> Outcome {
        guard let desk = tokenDesk, !things.isEmpty, writers?.isEmpty != true else { return .failed }
        var worst = Outcome.ok
        await atOnce(things) { [self] thing in
            guard let writers else {
                worst = worst.worse(Outcome(await operating(thing) { desk.calls(confirm: $0) }))
                return
            }
            await atOnce(writers) { [self] member in
                let outcome = await fleet.order(member, atMost: Self.revokeLimit, order(thing))
                worst = worst.worse(outcome.map(Outcome.init) ?? .unknown)
            }
        }
        for member in writers ?? [] { member.isDrawn = false }
        return worst
    }
}

extension Outcome {
    fileprivate init(_ outcome: TokenOutcome) {
        switch outcome {
        case .done: self = .ok
        case .unconfirmed: self = .unconfirmed
        case .unknown: self = .unknown
        default: self = .failed
        }
    }

    /// One that failed is worse than one of which nobody knows.
    fileprivate func worse(_ other: Outcome) -> Outcome { rank >= other.rank ? self : other }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .unconfirmed: 1
        case .unknown: 2
        default: 3
        }
    }
}
