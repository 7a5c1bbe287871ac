import ReplicaProcess
import Scenario

/// How long a replica that was told to stop may take before it is killed: as long as its face may drain, and what it
/// needs for its leave. Killed in the middle, it would have been given no chance to do what a stop is judged by.
struct StopLimit: Equatable {
    let nanoseconds: UInt64

    /// Its upstream clients are given half a second, its entry among the holders 0.3 s; the rest is for a busy machine.
    /// A foreign program has as much for everything.
    static let leave: UInt64 = 2_000_000_000

    /// - Parameter face: nil for a replica without one.
    init(_ face: FaceConfiguration?) { nanoseconds = Self.leave + (face?.drain ?? 0) }

    init(_ plan: Plan) { self.init(plan.face) }
}

extension Plan {
    /// Nil for replicas that show nothing over HTTP, or are somebody else's programs.
    var face: FaceConfiguration? { fleet.http && !isForeign ? FaceConfiguration() : nil }
}
