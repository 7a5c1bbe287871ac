import Testing

@testable import Bench
@testable import Scenario

@Suite struct FailoverScriptTests {
    static func plan(_ cell: FailoverCell) throws -> Plan {
        let script = FailoverScript(cell: cell, replicas: 7, seed: 42)
        return try parseScenario(text: script.text, file: "cell").get()
    }

    @Test(arguments: FailoverCell.all)
    func `every cell is a valid scenario that says what the cell says`(cell: FailoverCell) throws {
        let plan = try Self.plan(cell)
        #expect(plan.seed == 42 && plan.fleet.replicas == 7)
        #expect(plan.fleet.slot == cell.slot)
        #expect(plan.redis.topology == .sentinel && plan.redis.replicas == 2 && plan.redis.sentinels == 3)
        #expect(plan.redis.minReplicasToWrite == cell.minReplicas)
        let confirms = Set(plan.rotations.map(\.confirm))
        #expect(confirms == [[.none: 0, .one: 1, .all: 2][cell.confirm]])
    }

    @Test(arguments: FailoverCell.all)
    func `a run is short`(cell: FailoverCell) throws {
        #expect(try Self.plan(cell).runLength < 10_000_000_000)
    }

    @Test func `names of scenarios differ as their cells do`() throws {
        #expect(try Set(FailoverCell.all.map { try Self.plan($0).name }).count == FailoverCell.all.count)
    }

    @Test(arguments: FailoverCell.all.filter { $0.fault != .cut })
    func `rotations come at the same moments whatever the fault, before it, with it and after it`(
        cell: FailoverCell
    ) throws {
        let plan = try Self.plan(cell)
        #expect(plan.rotations.count == FailoverScript.rotations)
        let times = plan.steps.map { $0.at / 1_000_000 }
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == UInt64(FailoverScript.pitch) })
        let fault = try #require(plan.faults.first)
        #expect(plan.faults.count == 1 && fault.group != nil)
        #expect(fault.at == plan.steps[FailoverScript.rotationAtFault].at)
    }

    @Test func `the fault is the cell's`() throws {
        let faults = try FailoverCell.Fault.allCases.map { fault in
            try Self.plan(FailoverCell(fault: fault, slot: .plain, confirm: .none, minReplicas: 0)).faults.map(\.action)
        }
        let away: UInt64 = 3_500_000_000
        #expect(faults[0] == [.killRedis(KillRedis(node: .primary, restartAfter: away))])
        #expect(faults[1] == [.freezeRedis(FreezeRedis(node: .primary, duration: away))])
        #expect(faults[2] == [.failover(Failover(confirm: 3))])
        #expect(faults[3].count == 2)
        #expect(faults[3].last == .killRedis(KillRedis(node: .primary)))
    }

    @Test func `rotations go on after a primary that was away is back`() throws {
        let last = FailoverScript.firstRotation + (FailoverScript.rotations - 1) * FailoverScript.pitch
        let fault = FailoverScript.firstRotation + FailoverScript.rotationAtFault * FailoverScript.pitch
        #expect(fault + FailoverScript.awayFor < last)
    }

    @Test func `cut rotates behind the cut, and kills before replication is back`() throws {
        let plan = try Self.plan(FailoverCell(fault: .cut, slot: .fenced, confirm: .one, minReplicas: 1))
        guard case .partition(let partition) = plan.steps[0].action else {
            Issue.record("no partition")
            return
        }
        #expect(partition.between == LinkEnds(first: [.redis(.primary)], second: [.everyRedis]))
        #expect(partition.kind == .cut)
        #expect(plan.steps[0].at < plan.steps[1].at && plan.steps[1].at < plan.steps[2].at)
        #expect(plan.steps[2].at < plan.steps[0].at + partition.duration)
        #expect(plan.rotations.count == 1)
    }
}

extension Plan {
    fileprivate var rotations: [RotateAdminKey] {
        flattenedSteps.compactMap { if case .rotateAdminKey(let rotation) = $0.action { rotation } else { nil } }
    }

    fileprivate var faults: [FlatStep] {
        flattenedSteps.filter { step in
            switch step.action {
            case .rotateAdminKey, .together: false
            default: true
            }
        }
    }
}
