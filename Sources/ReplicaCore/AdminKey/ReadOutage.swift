import Credentials

/// How long Redis gave no answer: from the last answered read before the trouble to the first one after it.
///
/// What the answer says does not matter: an empty slot is an answer, of a server that works.
struct ReadOutage: Equatable, Sendable {
    private var lastAnswer: SteadyTime?
    private var isTroubled = false

    /// A read failed, or the link was lost.
    mutating func troubled() { isTroubled = true }

    /// Returns when the last answer before the trouble came, if there was both.
    mutating func answered(at now: SteadyTime) -> SteadyTime? {
        defer {
            lastAnswer = now
            isTroubled = false
        }
        return isTroubled ? lastAnswer : nil
    }
}
