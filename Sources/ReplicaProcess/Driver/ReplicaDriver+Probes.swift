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
        let spellings = tokens.spellings(of: credential)
        let isManaged = tokens.managed(credential) != nil
        let called = kq_now()
        let moment = clock.moment(at: called)
        var accepted: UInt8 = 0
        for (index, spelling) in spellings.enumerated() where isAccepted(spelling, isProtected: isManaged, at: moment) {
            accepted |= 1 << UInt8(index)
        }
        let returned = kq_now()
        if accepted != 0, accepted != 1 << UInt8(spellings.count) - 1 {
            record(.spellingsDisagree(credential, accepted: accepted, called: called), at: returned)
        }
        if isManaged, let spelling = spellings.first { judgeCrossing(credential, spelling, at: moment) }
        let verdict: ProbeRun.Verdict = accepted == 0 ? .refused : .accepted
        cells.update(credential, verdict, call: called, return: returned)
        guard tokens.isNews(verdict == .accepted, of: credential) else { return }
        core.probes.verdictChanged(credential, isAccepted: verdict == .accepted, at: moment.steady)
    }

    /// A managed key must never open an admin route; that it did is said once.
    private func judgeCrossing(_ credential: CredentialID, _ spelling: Secret, at moment: Moment) {
        guard isAccepted(spelling, isProtected: false, at: moment), crossed.insert(credential).inserted else { return }
        record(.routeCrossed(credential, called: moment.steady.nanoseconds), at: kq_now())
    }

    /// As a request to a protected route would be judged, or one to an admin route.
    func isAccepted(_ text: Secret, isProtected: Bool, at moment: Moment) -> Bool {
        text.withBytes { bytes in
            bytes.withUnsafeBytes {
                isProtected
                    ? core.decideProtected($0, at: moment).isAccepted
                    : core.decide($0, at: moment, on: .admin).isAccepted
            }
        }
    }
}
