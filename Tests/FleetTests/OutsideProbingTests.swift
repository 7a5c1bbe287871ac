import Scenario
import Testing

@testable import Fleet

@Suite struct OutsideProbingTests {
    private static let second: UInt64 = 1_000_000_000

    /// How many are asked within so many seconds, looked at on time or late.
    private func asked(perSecond rate: Double, seconds: UInt64, late: UInt64) -> Int {
        var plan = OutsidePlan(from: 0)
        var count = 0
        while plan.next <= seconds * Self.second { count += plan.due(at: plan.next + late, perSecond: rate) }
        return count
    }

    @Test(arguments: [0, 3_000_000, 12_000_000, 45_000_000] as [UInt64])
    func `a late look asks what it owes`(_ late: UInt64) {
        let count = asked(perSecond: 333, seconds: 10, late: late)
        #expect((3_320...3_400).contains(count), "\(count)")
    }

    @Test func `a look much too late does not ask everything at once`() {
        var plan = OutsidePlan(from: 0)
        #expect(plan.due(at: Self.second, perSecond: 500) == 25)
        #expect(plan.next > Self.second)
        #expect(plan.due(at: plan.next, perSecond: 500) == 25)
    }

    private static func plan(replicas: Int) throws -> Plan {
        try parseScenario(text: "scenario: a\nfleet: { replicas: \(replicas) }\n", file: "a").get()
    }

    @Test func `a hundredth is counted of all probes, the cold ones too`() throws {
        let budget = ProbingBudget(plan: try Self.plan(replicas: 4))
        #expect(budget.every == 10_000_000)
        #expect(budget.probesPerSecond(replicas: 4, hot: 2, known: 2) == 4 * 2 * 100)
        #expect(budget.probesPerSecond(replicas: 4, hot: 2, known: 52) == 4 * (2 * 100 + 50))
        let capped = Double(budget.coldProbesPerSecond)
        #expect(budget.probesPerSecond(replicas: 4, hot: 1, known: 1_000_000) == 4 * (100 + capped))
        #expect(budget.outsideProbesPerSecond(replicas: 4, hot: 2, known: 2) >= 8)
    }

    @Test func `a fleet in which nobody can be asked is not asked`() throws {
        let budget = ProbingBudget(plan: try Self.plan(replicas: 4))
        #expect(budget.outsideProbesPerSecond(replicas: 0, hot: 2, known: 2) == 0)
    }
}
