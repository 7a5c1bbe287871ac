@testable import Checks
import History
@testable import Scenario
import Testing

/// A correct fleet under any delay that the service level allows never yields a violation.
struct SoundnessTests {
    @Test(arguments: 0..<60)
    func `a fleet that behaves is never accused`(_ seed: UInt64) throws {
        var fleet = RandomFleet(seed)
        let findings = try fleet.scene().findings()
        #expect(findings.violations == [], "seed \(seed)")
        #expect(findings.verdict != .fail)
        let limits = (findings.asked, findings.smallest)
        #expect(limits.1.learn <= limits.0.learn && limits.1.refuse <= limits.0.refuse, "seed \(seed)")
    }

    @Test(arguments: 0..<80)
    func `under the smallest bounds the same run has no violation`(_ seed: UInt64) throws {
        var fleet = RandomFleet(seed)
        let scene = fleet.scene(holds: seed < 60)
        let history = try WrittenScene(scene)
        let smallest = judge(history.file, plan: scene.plan).smallest
        #expect(violations(history, scene, smallest) == [], "seed \(seed)")
    }

    @Test(arguments: 0..<80)
    func `under bounds a microsecond smaller it has one`(_ seed: UInt64) throws {
        var fleet = RandomFleet(seed)
        let scene = fleet.scene(holds: seed < 60)
        let history = try WrittenScene(scene)
        let smallest = judge(history.file, plan: scene.plan).smallest
        var refuse = smallest
        refuse.refuse -= min(smallest.refuse, 1_000)
        if smallest.refuse > 0 {
            #expect(violations(history, scene, refuse).contains("late-acceptances"), "seed \(seed): \(smallest)")
        }
        var learn = smallest
        learn.learn -= min(smallest.learn, 1_000)
        if smallest.learn > 0 {
            let found = violations(history, scene, learn)
            #expect(!found.isDisjoint(with: ["early-refusals", "convergence"]), "seed \(seed): \(smallest)")
        }
    }

    private func violations(_ history: WrittenScene, _ scene: Scene, _ bounds: Bounds) -> Set<String> {
        var plan = scene.plan
        plan.bounds = bounds
        return Set(judge(history.file, plan: plan).violations.map(\.check))
    }

    /// The same fleets with one replica that never follows: always accused.
    @Test(arguments: 0..<20)
    func `a replica that stops following is always found`(_ seed: UInt64) throws {
        var fleet = RandomFleet(seed)
        var scene = fleet.scene(holds: false)
        for index in scene.actors.indices where scene.actors[index].replica == 1 {
            scene.actors[index].applications = [Scene.Application(at: 150, value: 0, path: .start)]
        }
        #expect(try scene.findings().violations(of: "convergence").contains { $0.replica == "r1" }, "seed \(seed)")
    }
}

/// Operations at random; replicas that apply each within `learn`, but for holds and restarts, in which they wait.
struct RandomFleet {
    private var random: Seeded
    private static let bound = 590.0

    init(_ seed: UInt64) { random = Seeded(seed) }

    mutating func scene(holds: Bool = true) -> Scene {
        var scene = Scene(replicas: 3, end: 9_000)
        scene.plan.bounds.learn = 600_000_000
        operate(&scene)
        if holds { disturb(&scene) }
        follow(&scene)
        return scene
    }

    private mutating func operate(_ scene: inout Scene) {
        var at = 1_700.0
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            at += Double.random(in: 50...1_200, using: &random)
            guard at < 6_500 else { return }
            if Int.random(in: 0..<5, using: &random) == 0 { scene.damage(at: at - 25) }
            let took = Double.random(in: 1...40, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: scene.revoke(at: at, followed: nil)
            case 1 where !scene.isDamaged(at: at): scene.endGrace(at: at, followed: nil)
            case 2...3 where scene.credentials.count > 2:
                let old = UInt32.random(in: 2..<UInt32(scene.credentials.count), using: &random)
                scene.rotate(to: CredentialID(old), at: at, took: took, grace: grace(), followed: nil)
            case 4: scene.rotate(at: at, took: took, grace: grace(), outcome: .unknown, followed: nil)
            default: scene.rotate(at: at, took: took, grace: grace(), followed: nil)
            }
            at += took
        }
    }

    private mutating func grace() -> Double {
        Bool.random(using: &random) ? 0 : Double(Int.random(in: 1...2_000, using: &random))
    }

    private mutating func disturb(_ scene: inout Scene) {
        for replica in UInt32(1)...3 {
            let from = Double.random(in: 1_500...5_000, using: &random)
            let length = Double.random(in: 30...1_500, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                scene.hold(replica, .frozen, from: from, to: from + length, number: replica)
                pause(&scene, replica, from, from + length)
            case 1: scene.hold(replica, .cutOff, from: from, to: from + length, number: replica)
            case 2: scene.restart(replica, killed: from, ready: from + length)
            default:
                guard let index = scene.actors.firstIndex(where: { $0.replica == replica }) else { continue }
                scene.actors[index].extra.append((from + length, .lagged(from: Clock.monotonic(from))))
                pause(&scene, replica, from, from + length)
            }
        }
    }

    private func pause(_ scene: inout Scene, _ replica: UInt32, _ from: Double, _ to: Double) {
        for index in scene.actors.indices where scene.actors[index].replica == replica {
            scene.actors[index].pauses.append((from, to))
        }
    }

    /// Each value is applied at a random time within the bound after it stood in the slot, never before an older one,
    /// and not while the replica is held.
    private mutating func follow(_ scene: inout Scene) {
        for index in scene.actors.indices {
            var actor = scene.actors[index]
            let known = actor.applications[0].value
            actor.applications = Array(actor.applications.prefix(1))
            var last = actor.applications[0].at
            for value in scene.slot.indices where value > known {
                var at = scene.slot[value].from + Double.random(in: 0...Self.bound, using: &random)
                for hold in held(scene, actor) where hold.from <= at && at <= hold.to {
                    at = hold.to + Double.random(in: 1...Self.bound, using: &random)
                }
                at = max(at, last + 0.1)
                last = at
                actor.applications.append(Scene.Application(at: at, value: value, path: .poll))
            }
            scene.actors[index] = actor
        }
    }

    private func held(_ scene: Scene, _ actor: Scene.Actor) -> [(from: Double, to: Double)] {
        var holds = actor.pauses
        var begun: [UInt32: Double] = [:]
        for (at, event) in scene.coordinator {
            if case .heldBegan(let life, _, let number) = event, life.replica.number == actor.replica {
                begun[number] = at
            }
            if case .heldEnded(let life, .cutOff, let number) = event, life.replica.number == actor.replica,
                let from = begun[number]
            {
                holds.append((from, at))
            }
        }
        return holds
    }
}
