import Credentials
import History
import RedisLink
import Stores

/// A change that an operator made while a link fault kept him from some server: the others may know nothing of it.
struct LonelyChange {
    var version: Version
    var fingerprint: FingerprintBits
    var step: StepNumber
}

extension Run {
    private static var reunionLimit: UInt64 { 30_000_000_000 }

    /// Tells an operator what stands instead of the change that he made alone (versions.md: the larger version wins, and
    /// the loser is told). To be called when he is back; asks as soon as everybody is on one primary again.
    func tellWhatStands(to one: SlotOperator) async {
        guard let own = one.lonelyChange, one.cutOffs == 0 else { return }
        one.lonelyChange = nil
        let isSettled = await redis.changes.wait(atMost: Self.reunionLimit) { [unowned self] in
            isInterrupted || !outage.isOngoing && one.link.state.isReady
        }
        guard isSettled, !isInterrupted else { return }
        let reading = await withCheckedContinuation { continuation in
            one.store.read { continuation.resume(returning: $0) }
        }
        guard case .success(.fenced(let record)) = reading, own.version < record.version else { return }
        let winner = fingerprint(of: record.value).map { "\(FingerprintBits($0.bits))" } ?? "a revocation"
        progress.note(
            "step \(own.step): \(own.fingerprint) of operator-\(one.number) was superseded by \(winner) "
                + "of epoch \(record.version.epoch)")
    }
}
