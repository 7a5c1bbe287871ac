import ReplicaProcess
import Synchronization

/// The latest snapshot. A request takes it once; who has one keeps it.
final class SnapshotBoard: Sendable {
    private let latest: Mutex<FaceSnapshot>

    init(_ first: FaceSnapshot) { latest = Mutex(first) }

    var current: FaceSnapshot { latest.withLock { $0 } }

    func publish(_ snapshot: FaceSnapshot) { latest.withLock { $0 = snapshot } }
}
