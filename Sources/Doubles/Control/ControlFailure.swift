/// Why a helper did not answer.
package enum ControlFailure: Error, Equatable, Sendable {
    case cannotListen(String)
    /// The helper process is gone, or never came.
    case lost(String)
    /// No answer within the limit: whether the order took effect is unknown.
    case noAnswer

    /// Nanoseconds until an answer is given up; a helper answers in microseconds unless it does not get the processor.
    static let limit: UInt64 = 10_000_000_000
}

/// What a helper did not do, in the words of those who ask it.
protocol ControlError: Error {
    init(_ failure: ControlFailure)
}
