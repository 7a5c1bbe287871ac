import History
import Stores
import Testing

@testable import Fleet

@Suite struct DamageOutcomeTests {
    private static let results: [(Result<Bool, SlotStoreError>, Outcome)] = [
        (.success(true), .ok), (.success(false), .failed),
        (.failure(SlotStoreError(.failed, .outage)), .failed), (.failure(SlotStoreError(.unknown, .outage)), .unknown),
    ]

    @Test(arguments: results)
    func `a lost answer is no failure`(_ result: Result<Bool, SlotStoreError>, _ outcome: Outcome) {
        #expect(Outcome(ofDamage: result) == outcome)
    }
}
