import Glibc
import RotatorProof

/// `rotator-proof [SEQUENCES [SEED]]`: the credential rotator against its model, optimised, as `make test` runs it.
///
/// Exit codes: 0 no difference; 1 a difference, and the smallest sequence that shows it, as code; 2 usage.
@main
struct RotatorProofCommand {
    static func main() {
        var proof = RotatorProof()
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.compactMap { UInt64($0) }
        guard numbers.count == arguments.count, numbers.count <= 2, numbers.first != 0 else {
            print("usage: rotator-proof [SEQUENCES [SEED]]")
            exit(2)
        }
        if let count = numbers.first { proof.sequences = Int(clamping: count) }
        if numbers.count == 2 { proof.seed = numbers[1] }
        prove(proof)
    }

    private static func prove(_ proof: RotatorProof) {
        let clock = ContinuousClock()
        let began = clock.now
        let outcome = proof.run()
        let what = "rotator-proof: \(proof.sequences) sequences, \(outcome.steps) operations, seed \(proof.seed)"
        guard let failure = outcome.failure else {
            print("\(what), \(began.duration(to: clock.now)): no difference")
            return
        }
        print("\(what): \(failure)")
        exit(1)
    }
}
