import History
import ReplicaProcess
import Testing

@testable import Fleet

struct ShownResultTests {
    @Test(
        arguments: [
            (RegistrationUse.accepted, ShownResult.accepted), (.refused, .refused), (.failed, .failed),
            (.unanswered, .unanswered), (.nothing, .nothing), (nil, .gone),
        ] as [(RegistrationUse?, ShownResult)])
    func `what a replica says of a use is what is written down`(use: RegistrationUse?, result: ShownResult) {
        #expect(ShownResult(use) == result)
    }
}
