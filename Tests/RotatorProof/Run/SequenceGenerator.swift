import Credentials

/// Draws sequences in which few keys meet often: six of each kind, ends around the present, a clock that mostly creeps,
/// sometimes jumps, and now and then steps back.
struct SequenceGenerator {
    private var random: SeededGenerator
    private var now = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func sequence(atMost longest: Int) -> ProofSequence {
        let start = ProofStart(
            sdk: maybeKey(), mobile: maybeKey(), environmentID: maybeKey(), additionalSDK: entries(),
            additionalMobile: entries())
        return ProofSequence(start: start, steps: (0..<number(1...longest)).map { _ in step() })
    }

    private mutating func step() -> ProofStep {
        now = max(0, now + (oneIn(20) ? -number(1...5) : [0, 0, 0, 1, 1, 2, 6][number(0...6)]))
        let kind: ProofKind = oneIn(3) ? .mobile : .sdk
        switch number(0..<10) {
        case 0..<4: return .rotate(kind, to: oneIn(12) ? nil : key(), grace: grace(), at: now)
        case 4..<7: return .setAdditional(kind, entries(), at: now)
        case 7: return .rotateEnvironmentID(to: key(), at: now)
        default: return .drain(at: now)
        }
    }

    private mutating func grace() -> ProofGrace? { oneIn(4) ? nil : ProofGrace(key(), end: end()) }

    private mutating func entries() -> [ProofEntry] {
        (0..<number(0...4)).map { _ in ProofEntry(key(), end: oneIn(2) ? end() : nil) }
    }

    private mutating func end() -> Int { now + number(-2...8) }
    private mutating func key() -> Int { number(0..<ProofKeys.count) }
    private mutating func maybeKey() -> Int? { oneIn(4) ? nil : key() }
    private mutating func oneIn(_ count: Int) -> Bool { number(0..<count) == 0 }
    private mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
}
