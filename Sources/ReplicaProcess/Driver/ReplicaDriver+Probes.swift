import CPosix
import Credentials
import History
import HistoryLog
import ReplicaCore

extension ReplicaDriver {
    private static let oneSecond: UInt64 = 1_000_000_000
    /// Open runs are looked through this often for those that are a second old.
    private static let closingInterval: UInt64 = 100_000_000

    func probe(at now: Moment) {
        guard let round = core.probes.due(at: now.steady) else { return }
        for credential in round.credentials { probe(credential) }
        let owed = core.probes.takeOwed()
        if owed > 0 { record(.probesOwed(owed), at: now.steady.nanoseconds) }
        guard now.steady.nanoseconds >= lastClosing + Self.closingInterval else { return }
        lastClosing = now.steady.nanoseconds
        cells.closeDue(olderThan: Self.oneSecond, now: lastClosing)
        // A drift goes on: what the checks allow for must go with it.
        if clock.isDrifting { record(.clockSkewed(offset: clock.offset(at: lastClosing)), at: lastClosing) }
    }

    /// Asks about one credential in all its spellings; what differs between them is a record of its own.
    private func probe(_ credential: CredentialID) {
        if let token = tokens.environment(credential) { return probe(credential, token) }
        let spellings = tokens.spellings(of: credential)
        let isManaged = tokens.managed(credential) != nil
        let route: JudgedRoute = isManaged ? .protected : .admin
        let called = kq_now()
        let moment = clock.moment(at: called)
        var accepted: UInt8 = 0
        for (index, spelling) in spellings.enumerated() where isAccepted(spelling, on: route, at: moment) {
            accepted |= 1 << UInt8(index)
        }
        let returned = kq_now()
        if accepted != 0, accepted != 1 << UInt8(spellings.count) - 1 {
            record(.spellingsDisagree(credential, accepted: accepted, called: called), at: returned)
        }
        if isManaged, let spelling = spellings.first { judgeCrossing(credential, spelling, at: moment) }
        judgeResolving(credential, at: moment)
        answered(credential, accepted: accepted != 0, called, returned)
    }

    /// Asks which environment a credential belongs to now; an end is judged at this very moment.
    private func probe(_ credential: CredentialID, _ token: EnvironmentToken) {
        let called = kq_now()
        let moment = clock.moment(at: called)
        let environment = judgement.gate.environments?.environment(token.credential, at: moment.wall)
        let returned = kq_now()
        if let environment { judgeStraying(credential, token, into: environment, called: called) }
        if let spelling = tokens.spellings(of: credential).first { judgeCrossing(credential, spelling, at: moment) }
        answered(credential, accepted: environment != nil, called, returned)
    }

    private func answered(_ credential: CredentialID, accepted: Bool, _ called: UInt64, _ returned: UInt64) {
        cells.update(credential, accepted ? .accepted : .refused, call: called, return: returned)
        guard tokens.isNews(accepted, of: credential) else { return }
        core.probes.verdictChanged(credential, isAccepted: accepted, at: SteadyTime(nanoseconds: called))
    }

    /// A managed key and a credential of an environment must never open an admin route; that one did is said once.
    private func judgeCrossing(_ credential: CredentialID, _ spelling: Secret, at moment: Moment) {
        guard isAccepted(spelling, on: .admin, at: moment) else { return }
        recordCrossing(credential, at: moment)
    }

    /// An admin key and a managed key must never resolve to an environment, as whatever kind they are presented.
    private func judgeResolving(_ credential: CredentialID, at moment: Moment) {
        guard let environments = judgement.gate.environments else { return }
        let disguises = tokens.disguises(of: credential)
        guard disguises.contains(where: { environments.environment($0, at: moment.wall) != nil }) else { return }
        recordCrossing(credential, at: moment)
    }

    private func recordCrossing(_ credential: CredentialID, at moment: Moment) {
        guard crossed.insert(credential).inserted else { return }
        record(.routeCrossed(credential, called: moment.steady.nanoseconds), at: kq_now())
    }

    /// As a request to such a route would be judged.
    func isAccepted(_ text: Secret, on route: JudgedRoute, at moment: Moment) -> Bool {
        let gate = judgement.gate
        return text.withBytes { bytes in
            switch route {
            case .admin: bytes.withUnsafeBytes { gate.decide($0, at: moment).isAccepted }
            case .protected: bytes.withUnsafeBytes { gate.decideProtected($0, at: moment).isAccepted }
            case .environment(let kind): gate.environments?.environment(kind, bytes, at: moment.wall) != nil
            }
        }
    }
}

/// What is decided by until the next turn, apart from the core: a question to that would copy all of it.
final class Judgement {
    let gate: GateSnapshot

    init(gate: GateSnapshot) { self.gate = gate }

    /// Borrows the core: it is not copied.
    init(of core: inout ReplicaCore) { gate = core.gate }
}
