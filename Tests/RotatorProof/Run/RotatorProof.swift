import Credentials
import Dispatch
import Synchronization

/// Random sequences through rotator and model, as many as wanted; the first that fails is made small.
package struct RotatorProof: Sendable {
    package var seed: UInt64 = 1
    package var sequences = 100_000
    package var longest = 30
    package var patch: RotatorPatch?

    package init() {}

    package struct Failure: Sendable, CustomStringConvertible {
        package let sequence: ProofSequence
        package let flaw: ProofFlaw
        package var description: String { "\(flaw)\n\n\(sequence)" }
    }

    /// What was done: how many steps went through, and the smallest failing sequence if there is one.
    package struct Outcome: Sendable {
        package var steps = 0
        package var failure: Failure?
    }

    /// On every core; the same sequences for the same seed, whoever takes which.
    package func run() -> Outcome {
        let shares = 16
        let found = Mutex<(steps: Int, first: Int?)>((0, nil))
        DispatchQueue.concurrentPerform(iterations: shares) { share in
            var steps = 0
            for index in stride(from: share, to: sequences, by: shares) {
                let sequence = drawn(index)
                steps += sequence.steps.count
                guard flaw(of: sequence, patch: patch) == nil else {
                    found.withLock { $0.first = min($0.first ?? index, index) }
                    break
                }
            }
            found.withLock { $0.steps += steps }
        }
        let (steps, first) = found.withLock { $0 }
        return Outcome(steps: steps, failure: first.flatMap { shrunk(drawn($0)) })
    }

    private func drawn(_ index: Int) -> ProofSequence {
        var mixer = SeededGenerator(seed: seed &+ UInt64(index) &* 0x1_0000_0001)
        var generator = SequenceGenerator(seed: mixer.next())
        return generator.sequence(atMost: longest)
    }

    private func shrunk(_ sequence: ProofSequence) -> Failure? {
        var shrinker = Shrinker { flaw(of: $0, patch: patch) != nil }
        let smallest = shrinker.smallest(sequence)
        return flaw(of: smallest, patch: patch).map { Failure(sequence: smallest, flaw: $0) }
    }
}
