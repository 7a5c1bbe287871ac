import Credentials
import History
import ReplicaCore

/// What a replica shows to the world beside its control socket. It has threads of its own, and so is started after the
/// fork; it decides by the latest snapshot that it was handed, and asks the loop for everything else.
package protocol ReplicaFace: AnyObject, Sendable {
    /// Decisions are made by this from now on; called on the loop's thread.
    func publish(_ snapshot: FaceSnapshot)

    /// Takes no more connections and ends those that there are; says `closed` when none is left. Until then the replica
    /// goes on watching, so that the last request is judged as well as the first (A4, 22).
    func close()
}

/// Starts a face; it says `opened` or `failed` when it knows.
package typealias ReplicaFaceStart = @Sendable (FaceContext) throws -> any ReplicaFace

/// What a face is handed at its start.
package struct FaceContext: Sendable {
    package let configuration: FaceConfiguration
    package let life: Life
    /// Of the fingerprints in its audit events.
    package let fingerprintKey: FingerprintKey
    package let snapshot: FaceSnapshot
    /// Leaves a command for the loop, from any thread; false when it takes no more.
    package let post: @Sendable (FaceCommand) -> Bool

    package init(
        configuration: FaceConfiguration, life: Life, fingerprintKey: FingerprintKey, snapshot: FaceSnapshot,
        post: @escaping @Sendable (FaceCommand) -> Bool
    ) {
        self.configuration = configuration
        self.life = life
        self.fingerprintKey = fingerprintKey
        self.snapshot = snapshot
        self.post = post
    }
}

/// What decisions of a face are made by; immutable.
package final class FaceSnapshot: Sendable {
    package let gate: GateSnapshot
    /// The replica's, with the skew that it has now.
    package let clock: ReplicaClock

    package init(gate: GateSnapshot, clock: ReplicaClock) {
        self.gate = gate
        self.clock = clock
    }
}
