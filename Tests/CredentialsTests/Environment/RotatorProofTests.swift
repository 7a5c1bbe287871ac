import Credentials
import RotatorProof
import Testing

/// The rotator beside its model. `make test` runs 100,000 sequences more in `rotator-proof`, which is optimised.
struct RotatorProofTests {
    @Test(arguments: [UInt64(2), 3])
    func `a rotator does what the model does, whatever is asked`(seed: UInt64) {
        var proof = RotatorProof()
        proof.seed = seed
        proof.sequences = 300
        let outcome = proof.run()
        #expect(outcome.steps > 3_000)
        #expect(outcome.failure == nil, "\(outcome.failure.map { "\($0)" } ?? "")")
    }

    @Test(arguments: RotatorDefect.all)
    func `a defect is found, and shown by a short sequence`(defect: RotatorDefect) throws {
        var proof = RotatorProof()
        proof.sequences = 2_000
        proof.patch = defect.patch
        let failure = try #require(proof.run().failure)
        #expect(failure.sequence.steps.count <= 4, "\(failure)")
        #expect(flaw(of: failure.sequence) == nil, "without the defect the same sequence is fine")
        #expect(flaw(of: failure.sequence, patch: defect.patch) == failure.flaw)
    }

    @Test func `a failing sequence is printed as the code of a test`() {
        let sequence = ProofSequence(
            start: ProofStart(sdk: 0, additionalMobile: [ProofEntry(2)]),
            steps: [
                .rotate(.sdk, to: 1, grace: ProofGrace(0, end: 5), at: 3), .rotate(.mobile, to: nil, at: 3),
                .setAdditional(.mobile, [ProofEntry(1, end: 4), ProofEntry(2)], at: 4),
                .rotateEnvironmentID(to: 3, at: 4), .drain(at: 6),
            ])
        let code = """
            #expect(
                flaw(of: ProofSequence(
                    start: ProofStart(sdk: 0, additionalMobile: [ProofEntry(2)]),
                    steps: [
                        .rotate(.sdk, to: 1, grace: ProofGrace(0, end: 5), at: 3),
                        .rotate(.mobile, to: nil, at: 3),
                        .setAdditional(.mobile, [ProofEntry(1, end: 4), ProofEntry(2)], at: 4),
                        .rotateEnvironmentID(to: 3, at: 4),
                        .drain(at: 6),
                    ])) == nil)
            """
        #expect("\(sequence)" == code)
        #expect(flaw(of: sequence) == nil)
    }

}
