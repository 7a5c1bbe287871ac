@testable import Checks
import History
@testable import Scenario
import Testing

/// A rotation that the new primary never had: what it is called, and who is to blame.
struct LostInFailoverTests {
    /// The first key is revoked at 2,000 on a primary that replicates no more; it dies at 2,700, and the other one, which
    /// still has the first key, reigns from 3,400.
    static func scene(plain: Bool, _ change: (inout Scene) -> Void = { _ in }) -> Scene {
        var scene = Scene(end: 8_000)
        if plain { scene.plan.fleet.slot = FleetPlan.Slot.plain }
        scene.hasTwoNodes()
        scene.rotate(at: 2_000)
        scene.replicates(to: [Scene.first])
        scene.failsOver(at: 2_700)
        change(&scene)
        return scene
    }

    private func metrics(_ findings: Findings) -> [Double?] {
        ["lost-rotations", "redis.lost-writes", "superseded-rotations", "resurrections"].map(findings.metric)
    }

    @Test func `on a plain slot the key that comes back is a resurrection, and nothing else is a fault`() throws {
        let findings = try Self.scene(plain: true) { $0.applies(0, at: 3_800) }.findings()
        #expect(metrics(findings) == [1, 1, 0, 2])
        #expect(Set(findings.violations.map(\.check)) == ["resurrections"])
        #expect(Set(findings.violations.map(\.detail)) == ["accepted again; cause: store"])
        #expect(findings.inconclusive == [])
    }

    @Test func `who falls back before the store had lost anything is out of order`() throws {
        let findings = try Self.scene(plain: true) {
            $0.applies(0, at: 2_100, by: [1])
            $0.applies(0, at: 3_800, by: [2])
            $0.coordinator.removeAll { if case .heldBegan = $0.event { true } else { false } }
            $0.holdAll(.redisDown, from: 3_200, to: 3_700)
        }.findings()
        #expect(findings.violations(of: "order").map(\.replica) == ["r1"])
    }

    @Test func `who falls back behind what stands there is out of order`() throws {
        var scene = Scene(end: 8_000)
        scene.plan.fleet.slot = FleetPlan.Slot.plain
        scene.hasTwoNodes()
        scene.rotate(at: 1_500)
        scene.replicates()
        scene.rotate(at: 2_000)
        scene.replicates(to: [Scene.first])
        scene.failsOver(at: 2_700)
        scene.applies(1, at: 3_800, by: [1])
        scene.applies(0, at: 3_800, by: [2])
        let findings = try scene.findings()
        #expect(findings.metric("lost-rotations") == 1)
        #expect(findings.violations(of: "order").map(\.replica) == ["r2"])
    }

    @Test func `a rotation that was replicated is neither lost nor revived`() throws {
        let findings = try Self.scene(plain: true) { $0.shows(Scene.second, .value(1), from: 2_003) }.findings()
        #expect(metrics(findings) == [0, 0, 0, 0])
        #expect(findings.verdict == .pass)
    }

    @Test func `a rotation that a replica puts back is neither lost nor superseded`() throws {
        let findings = try Self.scene(plain: false) { $0.shows(Scene.second, .value(1), from: 3_900) }.findings()
        #expect(metrics(findings) == [0, 0, 0, 0])
        #expect(findings.verdict == .pass)
    }

    @Test func `one that nobody puts back is lost, and who holds it disagrees with the slot`() throws {
        let findings = try Self.scene(plain: false).findings()
        #expect(metrics(findings) == [1, 1, 0, 0])
        #expect(findings.violations.map(\.check) == ["agreement", "agreement"])
    }

    @Test func `on a fenced slot it is the replica that falls back, whatever the store has lost`() throws {
        let findings = try Self.scene(plain: false) { $0.applies(0, at: 3_800, by: [1]) }.findings()
        #expect(findings.violations(of: "order").map(\.replica) == ["r1"])
        #expect(findings.violations(of: "resurrections").map(\.replica) == ["r1"])
    }

    /// The outage ends at 3,700, and two polls later it can be told.
    @Test(arguments: [(4_400.0, 0.0, 1.0), (4_800.0, 1.0, 0.0)])
    func `what a rotation on the new primary outruns before a repair could come is superseded`(
        _ next: Double, _ lost: Double, _ superseded: Double
    ) throws {
        let findings = try Self.scene(plain: false) {
            $0.rotate(at: next)
            $0.replicates(to: [Scene.second])
        }.findings()
        #expect(metrics(findings) == [lost, lost, superseded, 0])
        #expect(findings.violations == [])
    }

    @Test func `what was put back for an instant has been seen by who came after it`() throws {
        let findings = try Self.scene(plain: false) {
            $0.shows(Scene.second, .value(1), from: 4_401)
            $0.rotate(at: 4_402)
            $0.replicates(to: [Scene.second])
        }.findings()
        #expect(metrics(findings) == [0, 0, 0, 0])
        #expect(findings.violations == [])
    }

    @Test func `a normal rotation after a failover supersedes nobody`() throws {
        let findings = try Self.scene(plain: false) {
            $0.shows(Scene.second, .value(1), from: 2_003)
            $0.rotate(at: 5_000)
            $0.replicates(to: [Scene.second])
        }.findings()
        #expect(metrics(findings) == [0, 0, 0, 0])
        #expect(findings.violations == [])
    }
}

/// Two sides of a partition, each with a primary.
struct SplitBrainTests {
    /// From 1,900 to 5,000 the first node and the first replica are apart from the second ones. The first one rotates at
    /// 2,000, the second one, which reigns from 2,800, at 3,500.
    private func scene() -> Scene {
        var scene = Scene(end: 8_000)
        scene.plan.steps = [PlannedStep(at: 1_000_000_000, action: .rotateAdminKey(RotateAdminKey()))]
        scene.coordinator += [
            (2_000, .stepBegan(step: 0, planned: Clock.monotonic(2_000))), (2_004, .stepEnded(step: 0, outcome: .ok)),
        ]
        scene.hasTwoNodes()
        scene.holdAll(.redisDown, from: 1_900, to: 5_050)
        scene.hold(1, .cutOff, from: 1_900, to: 5_000, number: 41)
        scene.rotate(at: 2_000, followed: nil)
        scene.replicates(to: [Scene.first])
        scene.applies(1, at: 2_030, .push, by: [1])
        scene.role(Scene.second, isPrimary: true, at: 2_800)
        scene.writesTo = Scene.second
        scene.rotate(at: 3_500, followed: nil)
        scene.replicates(to: [Scene.second])
        scene.applies(2, at: 3_530, .push, by: [2])
        scene.role(Scene.first, isPrimary: false, at: 5_020)
        scene.shows(Scene.first, .value(2), from: 5_020)
        return scene
    }

    @Test func `one side supersedes the other, and says by what`() throws {
        var scene = scene()
        scene.applies(2, at: 5_100, by: [1])
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metrics["superseded-rotations"] == Measurement(value: 1, unit: "count", samples: 2))
        #expect(findings.metric("lost-rotations") == 0)
        #expect(findings.steps.map(\.outcome) == ["superseded by a00000000004"])
    }

    @Test func `who stays on the losing side is found`() throws {
        let findings = try scene().findings()
        #expect(findings.violations(of: "convergence").map(\.replica) == ["r1"])
        #expect(findings.violations(of: "late-acceptances").map(\.replica) == ["r1"])
    }
}

/// Writes to a node that reigns no more: the second one reigns from 2,300, the first one is demoted at 3,000.
struct StrayWriteTests {
    private func outcome(next: Double? = nil, repaired: Double? = nil) throws -> [Double?] {
        var scene = Scene(end: 8_000)
        scene.hasTwoNodes()
        scene.role(Scene.second, isPrimary: true, at: 2_300)
        scene.rotate(at: 2_500, followed: nil)
        scene.replicates(to: [Scene.first])
        scene.role(Scene.first, isPrimary: false, at: 3_000)
        scene.shows(Scene.first, .value(0), from: 3_000)
        scene.writesTo = Scene.second
        if let repaired {
            scene.shows(Scene.second, .value(1), from: repaired)
            scene.applies(1, at: repaired + 5, .repair)
        }
        if let next {
            scene.rotate(at: next)
            scene.replicates(to: [Scene.second])
        }
        let findings = try scene.findings()
        #expect(findings.violations == [])
        return [findings.metric("lost-rotations"), findings.metric("superseded-rotations")]
    }

    @Test func `one that nobody carries over is lost`() throws { #expect(try outcome() == [1, 0]) }

    @Test func `one that a later rotation outran is superseded`() throws {
        #expect(try outcome(next: 3_100) == [0, 1])
    }

    @Test func `one that a replica carried over is neither`() throws {
        #expect(try outcome(next: 6_000, repaired: 2_700) == [0, 0])
    }
}
