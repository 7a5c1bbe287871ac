/// One call of one racer and what came of it; a line of the racer's output.
package struct RaceDeed: Equatable, Sendable {
    /// `win`: what exactly one may do. The others are of races between two sides.
    package enum Kind: String, Sendable { case win, touch, store, delete }
    package enum Outcome: String, Sendable { case done, missing, exists, known, failed }

    package let round: Int
    package let kind: Kind
    package let outcome: Outcome
    /// `CLOCK_MONOTONIC` before the call and after it, nanoseconds: the same clock in every process.
    package let called: UInt64
    package let returned: UInt64
    /// Of a row that was stored, its provider; without spaces.
    package let provider: String

    package init(
        round: Int, _ kind: Kind, _ outcome: Outcome, called: UInt64, returned: UInt64, provider: String = "-"
    ) {
        self.round = round
        self.kind = kind
        self.outcome = outcome
        self.called = called
        self.returned = returned
        self.provider = provider
    }

    package var line: String { "\(round) \(kind) \(outcome) \(called) \(returned) \(provider)" }

    /// Nil for what no racer writes.
    package init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 6, let round = Int(words[0]), let kind = Kind(rawValue: String(words[1])),
            let outcome = Outcome(rawValue: String(words[2])), let called = UInt64(words[3]),
            let returned = UInt64(words[4])
        else { return nil }
        self.init(round: round, kind, outcome, called: called, returned: returned, provider: String(words[5]))
    }
}
