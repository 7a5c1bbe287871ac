/// Whether the other end of a quiet connection is still there: a question each interval, and any word counts as an answer.
struct Heartbeat {
    enum Action: Equatable {
        case ask
        case giveUp
    }

    private let allowedMisses: Int
    private var unanswered = 0

    init(allowedMisses: Int) { self.allowedMisses = allowedMisses }

    /// An interval has passed.
    mutating func beat() -> Action {
        guard unanswered < allowedMisses else { return .giveUp }
        unanswered += 1
        return .ask
    }

    /// Something came.
    mutating func heard() { unanswered = 0 }
}
