import ReplicaProcess

/// The replica's loop, as its face talks to it.
struct ReplicaLoop: Sendable {
    /// Leaves a command; false when no more is taken.
    let post: @Sendable (FaceCommand) -> Bool

    /// Nil when it takes no more.
    func ask<Answer: Sendable>(
        _ command: (@escaping @Sendable (Answer) -> Void) -> FaceCommand
    ) async -> Answer? {
        await withCheckedContinuation { continuation in
            if !post(command { continuation.resume(returning: $0) }) { continuation.resume(returning: nil) }
        }
    }
}
