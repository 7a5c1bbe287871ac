@testable import Checks
import History
@testable import Scenario
import Testing

/// A step that failed shows nothing, unless the plan itself says why it had to.
struct StepTests {
    private func scene(_ action: StepAction, _ outcome: Outcome?) -> Scene {
        var scene = Scene()
        scene.plan.steps = [PlannedStep(at: 1_000_000_000, action: action)]
        scene.coordinator.append((2_000, .stepBegan(step: 0, planned: Clock.monotonic(2_000))))
        if let outcome { scene.coordinator.append((2_020, .stepEnded(step: 0, outcome: outcome))) }
        return scene
    }

    @Test func `a step that failed makes the run inconclusive`() throws {
        let findings = try scene(.addReplicas(count: 1), .failed).findings()
        #expect(findings.inconclusive == ["add-replicas at 1000ms failed"])
        #expect(try scene(.addReplicas(count: 1), .ok).findings().verdict == .pass)
    }

    @Test func `a step that never ended makes the run inconclusive`() throws {
        let findings = try scene(.rotateAdminKey(RotateAdminKey()), nil).findings()
        #expect(findings.inconclusive == ["rotate-admin-key at 1000ms did not end"])
    }

    @Test(arguments: [(nil, false), (HoldReason.redisDown, true), (.cutOff, true), (.frozen, false)])
    func `a rotation may fail while Redis is away, not while a replica is`(_ why: HoldReason?, _ isExplained: Bool)
        throws
    {
        var scene = scene(.rotateAdminKey(RotateAdminKey()), .failed)
        if let why { scene.hold(1, why, from: 1_900, to: 2_010) }
        #expect(try scene.findings().status(of: "steps") == (isExplained ? .passed : .inconclusive))
    }

    @Test func `what no outage prevents is not explained by one`() throws {
        var scene = scene(.addReplicas(count: 1), .failed)
        scene.hold(1, .redisDown, from: 1_900, to: 2_010)
        #expect(try scene.findings().status(of: "steps") == .inconclusive)
    }

    @Test func `a grace cannot be ended on a slot that a step has damaged`() throws {
        var scene = scene(.endGrace(EndGrace()), .failed)
        #expect(try scene.findings().status(of: "steps") == .inconclusive)
        scene.damage(at: 1_500)
        #expect(try scene.findings().status(of: "steps") == .passed)
    }

    @Test func `an await that was missed is a violation and no failed step`() throws {
        var scene = scene(.awaitConverged(AwaitConverged(kind: "admin-key", within: 1)), .failed)
        scene.coordinator.append((2_010, .awaitEnded(step: 0, met: false, missing: 1, firstMissing: ReplicaID(1))))
        let findings = try scene.findings()
        #expect(findings.status(of: "steps") == .passed)
        #expect(findings.violations(of: "await").count == 1)
    }
}
