import CPosix
import Credentials
import History
import HistoryLog
import Stores

/// A deactivation that a measurement waits for.
package struct StagedDeactivation: Sendable {
    /// `CLOCK_MONOTONIC`, just before the script was sent.
    package let invoked: UInt64
    let credential: CredentialID
    let revision: UInt64
}

extension FleetStage {
    /// Makes managed keys and tells them to every replica; returns how many the store took.
    package func makeKeys(_ count: Int) async -> Int {
        let keys = (0..<count).compactMap { _ in run.newKey(.fresh) }
        await run.fleet.know(keys.map(\.token))
        await run.inWindows(keys) { [run] key in _ = await run.create(KeyOrder(key: key, writer: nil), step: 0) }
        return keys.count { $0.state == .alive }
    }

    /// Deactivates the oldest key that lives; nil when there is none, or the store refused.
    package func deactivateKey() async -> StagedDeactivation? {
        guard let key = run.takeKeys(1, .oldest).first else { return nil }
        let before = run.managedKeys.newest
        let invoked = kq_now()
        let outcome = await run.deactivate(KeyOrder(key: key, writer: nil), step: 0)
        guard outcome == .ok, run.managedKeys.newest > before else { return nil }
        return StagedDeactivation(
            invoked: invoked, credential: key.token.id, revision: run.managedKeys.newest.number)
    }

    /// How many of them know it.
    package func reached(_ change: StagedDeactivation, of replicas: StagedReplicas) -> Int {
        replicas.members.count { run.history.status(of: $0.id).keyRevision >= change.revision }
    }

    /// From the invocation to the time at which each replica refuses the key, nanoseconds; who has none is missing.
    package func delays(of change: StagedDeactivation, in replicas: StagedReplicas) -> [UInt64] {
        replicas.members.compactMap { member in
            run.history.region(of: .replica(member.id)).flatMap { Self.refused(change, in: $0) }
        }
    }

    private static func refused(_ change: StagedDeactivation, in region: Region) -> UInt64? {
        for record in region.records.reversed() {
            guard record.time >= change.invoked else { break }
            if case .keyChanged(change.credential, isEnabled: false, _, _) = record.event {
                return record.time - change.invoked
            }
        }
        return nil
    }

    /// The bytes of one announcement of a deactivation.
    package func keyAnnouncementSize() async -> Int? {
        guard let key = run.managedKeys.keys.first else { return nil }
        let result = await withCheckedContinuation { continuation in
            run.operators[0].keys.record(key.new.id) { continuation.resume(returning: $0) }
        }
        guard case .success(let record?) = result else { return nil }
        return ManagedKeyMessage.payload(previous: record.revision, revision: record.revision, row: record.row).count
    }
}
