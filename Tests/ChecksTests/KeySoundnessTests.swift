@testable import Checks
import History
@testable import Scenario
import Testing

/// Fleets with managed keys that behave are never accused, and each planted defect is, by the check that is about it.
struct KeySoundnessTests {
    @Test(arguments: 0..<60)
    func `a fleet that behaves is never accused`(_ seed: UInt64) throws {
        var fleet = RandomKeyFleet(seed)
        let findings = try fleet.scene().findings()
        #expect(findings.violations == [], "seed \(seed)")
        #expect(findings.verdict != .fail)
        #expect((findings.metrics["managed-key.late-acceptances"]?.samples ?? 0) > 0)
    }

    @Test(arguments: 0..<40)
    func `nor is one whose store loses a deactivation and gets it back`(_ seed: UInt64) throws {
        var fleet = RandomKeyFleet(seed)
        let findings = try fleet.failover().findings()
        #expect(findings.violations == [], "seed \(seed)")
        #expect(findings.metric("redis.lost-writes") == 0)
    }

    @Test(arguments: 0..<60)
    func `under the smallest bounds the same run has no violation, under smaller ones it has`(_ seed: UInt64) throws {
        var fleet = RandomKeyFleet(seed)
        let scene = fleet.scene()
        let history = try WrittenScene(scene)
        let smallest = try #require(judge(history.file, plan: scene.plan).managedKeys)
        func violations(_ change: (inout ManagedKeysPlan) -> Void) -> Set<String> {
            var plan = scene.plan
            plan.managedKeys?.learn = smallest.smallestLearn
            plan.managedKeys?.refuse = smallest.smallestRefuse
            if var keys = plan.managedKeys {
                change(&keys)
                plan.managedKeys = keys
            }
            return Set(judge(history.file, plan: plan).violations.map(\.check))
        }
        #expect(violations { _ in } == [], "seed \(seed)")
        if smallest.smallestLearn > 1_000 {
            let found = violations { $0.learn -= 1_000 }
            #expect(!found.isDisjoint(with: ["early-refusals", "key-convergence"]), "seed \(seed): \(smallest)")
        }
        if smallest.smallestRefuse > 1_000 {
            let found = violations { $0.refuse -= 1_000 }
            #expect(!found.isDisjoint(with: ["late-acceptances", "key-convergence"]), "seed \(seed): \(smallest)")
        }
    }
}

/// Makings, ends and deactivations at random, by operators and replicas; replicas that follow each within its bound, but for
/// holds and restarts, in which they wait.
struct RandomKeyFleet {
    private var random: Seeded
    private static let bound = 590.0

    init(_ seed: UInt64) { random = Seeded(seed &+ 7_000) }

    /// A change of a key that took effect.
    private struct Change {
        var key: CredentialID
        var isAlive: Bool
        var done: Double
        var acknowledged: Double
        var revision: UInt64
        var writer: Life?
    }

    mutating func scene() -> Scene {
        var scene = Scene.withKeys(replicas: 3, end: 9_000)
        scene.nameKey(.neverIssued)
        disturb(&scene)
        let changes = operate(&scene)
        follow(&scene, changes)
        return scene
    }

    /// The first key dies on a primary that does not live to replicate that; the second one on both.
    mutating func failover() -> Scene {
        var scene = Scene.withKeys(replicas: 4, end: 9_000)
        scene.hasTwoNodes()
        let keys = (0..<3).map { number in scene.create(at: 1_100 + Double(number) * 20) }
        for key in keys { scene.shows(key, .active, at: 1_200, node: Scene.second) }
        scene.deactivate(keys[1], at: 1_500, followed: Double.random(in: 0...500, using: &random))
        scene.shows(keys[1], .deactivated, at: 1_530, died: 1_502, node: Scene.second)
        let died = Double.random(in: 1_900...2_400, using: &random).rounded()
        scene.deactivate(keys[0], at: died, first: died + 2, followed: nil)
        let knowing = (0..<4).filter { $0 == 0 || Bool.random(using: &random) }
        for index in knowing {
            let heard = died + 2 + Double.random(in: 0...250, using: &random)
            scene.learns(index, keys[0], isAlive: false, at: heard, .push)
        }
        scene.failsOver(at: died + 300)
        putBack(&scene, keys[0], died: died + 2, at: died + 1_320 + Double.random(in: 0...400, using: &random), knowing)
        return scene
    }

    /// By the first replica; the others hear of it, and one of them starts anew.
    private mutating func putBack(
        _ scene: inout Scene, _ key: CredentialID, died: Double, at: Double, _ knowing: [Int]
    ) {
        scene.keyRevision = Clock.unix(at)
        scene.shows(key, .deactivated, at: at, died: died)
        scene.actors[0].extra.append((at + 1, .keyWrittenBack(key, revision: scene.keyRevision)))
        for index in 0..<4 where !knowing.contains(index) {
            let heard = at + Double.random(in: 1...Self.bound, using: &random)
            scene.learns(index, key, isAlive: false, at: heard, .poll)
        }
        guard Bool.random(using: &random) else { return }
        let killed = at + Double.random(in: 600...1_000, using: &random)
        scene.restart(4, killed: killed, ready: killed + 300)
        let alive = [(CredentialID(2), isAlive: false), (CredentialID(4), isAlive: true)]
        scene.loads(4, alive, at: killed + 290)
    }

    // MARK: operations

    private mutating func operate(_ scene: inout Scene) -> [Change] {
        var changes: [Change] = []
        var alive: [CredentialID] = []
        var at = 1_100.0
        for _ in 0..<Int.random(in: 3...14, using: &random) {
            at += Double.random(in: 20...900, using: &random)
            guard at < 6_500 else { break }
            let took = Double.random(in: 2...40, using: &random)
            if let key = alive.randomElement(using: &random), Bool.random(using: &random) {
                changes += deactivate(key, &scene, at, took)
                alive.removeAll { $0 == key }
            } else if let change = create(&scene, at, took) {
                changes.append(change)
                alive.append(change.key)
            }
            at += took
        }
        return changes
    }

    private mutating func create(_ scene: inout Scene, _ at: Double, _ took: Double) -> Change? {
        let lifetime = Double.random(in: 100...4_000, using: &random)
        let ends = Int.random(in: 0..<3, using: &random) == 0 ? (at + lifetime).rounded() : nil
        let outcome = outcome()
        let writer = outcome == .ok ? writer(scene, at, took) : nil
        let isStored = outcome != .failed && (outcome == .ok || Bool.random(using: &random))
        let key = scene.create(
            at: at, took: took, ends: ends, outcome: outcome, by: writer?.replica.number, followed: nil,
            isStored: isStored)
        guard isStored else { return nil }
        return Change(
            key: key, isAlive: true, done: at + took / 2, acknowledged: at + took, revision: scene.keyRevision,
            writer: writer)
    }

    /// By one, or by two at a time.
    private mutating func deactivate(
        _ key: CredentialID, _ scene: inout Scene, _ at: Double, _ took: Double
    ) -> [Change] {
        let outcome = outcome()
        let writer = outcome == .ok ? writer(scene, at, took) : nil
        let isStored = outcome != .failed && (outcome == .ok || Bool.random(using: &random))
        scene.deactivate(
            key, at: at, took: took, outcome: outcome, by: writer?.replica.number, followed: nil, isStored: isStored)
        guard isStored else { return [] }
        var changes = [
            Change(
                key: key, isAlive: false, done: at + took / 2, acknowledged: at + took, revision: scene.keyRevision,
                writer: writer)
        ]
        guard outcome == .ok, Bool.random(using: &random) else { return changes }
        let second = self.writer(scene, at + 1, took)
        scene.deactivate(
            key, at: at + 1, took: took, by: second?.replica.number, first: at + took / 2, followed: nil,
            isStored: false)
        changes.append(
            Change(
                key: key, isAlive: false, done: at + 1 + took / 2, acknowledged: at + 1 + took,
                revision: scene.keyRevision, writer: second))
        return changes
    }

    private mutating func outcome() -> Outcome {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .unknown
        case 1: .unconfirmed
        case 2: .failed
        default: .ok
        }
    }

    /// One that is there and free all the time.
    private mutating func writer(_ scene: Scene, _ at: Double, _ took: Double) -> Life? {
        guard Bool.random(using: &random) else { return nil }
        let replica = UInt32.random(in: 1...3, using: &random)
        return scene.actors.first { actor in
            actor.replica == replica && actor.ready < at && at + took < actor.end
                && !held(scene, actor).contains { $0.from <= at + took && at <= $0.to }
        }?.life
    }

    // MARK: faults

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
            default: break
            }
        }
    }

    private func pause(_ scene: inout Scene, _ replica: UInt32, _ from: Double, _ to: Double) {
        for index in scene.actors.indices where scene.actors[index].replica == replica {
            scene.actors[index].pauses.append((from, to))
        }
    }

    private func held(_ scene: Scene, _ actor: Scene.Actor) -> [(from: Double, to: Double)] {
        var begun: [UInt32: Double] = [:]
        return scene.coordinator.sorted { $0.at < $1.at }.reduce(into: actor.pauses) { holds, entry in
            if case .heldBegan(let life, _, let number) = entry.event, life.replica.number == actor.replica {
                begun[number] = entry.at
            }
            if case .heldEnded(let life, let why, let number) = entry.event, why != .dead,
                life.replica.number == actor.replica, let from = begun[number]
            {
                holds.append((from, entry.at))
            }
        }
    }

    // MARK: replicas

    /// Each change is known at a random time within the bound after it stood in the store; what a life finds when it starts,
    /// it has read by the bound behind saying ready.
    private mutating func follow(_ scene: inout Scene, _ changes: [Change]) {
        for index in scene.actors.indices {
            let actor = scene.actors[index]
            let loaded = actor.ready + Double.random(in: -5...500, using: &random)
            let found = changes.filter { $0.done <= loaded && $0.writer != actor.life }
            let read = free(scene, actor, loaded)
            if read < actor.end {
                scene.loads(
                    index, found.map { ($0.key, isAlive: $0.isAlive) }, at: read,
                    revision: found.map(\.revision).max() ?? 0)
            }
            let later = changes.filter { $0.done > loaded && $0.writer != actor.life }
            for (change, at) in arrivals(of: later, scene, actor) where max(at, read + 0.01) < actor.end {
                // A record that is older than the one held is no news.
                let isDead = scene.actors[index].holds.contains { $0.key == change.key && !$0.isAlive && $0.at <= at }
                guard !change.isAlive || !isDead else { continue }
                scene.learns(
                    index, change.key, isAlive: change.isAlive, at: max(at, read + 0.01), .push,
                    revision: change.revision)
            }
        }
    }

    private mutating func arrivals(
        of changes: [Change], _ scene: Scene, _ actor: Scene.Actor
    ) -> [(change: Change, at: Double)] {
        var arrivals: [(change: Change, at: Double)] = []
        for change in changes {
            arrivals.append(
                (change, free(scene, actor, change.done + Double.random(in: 0...Self.bound, using: &random))))
        }
        return arrivals.sorted { $0.at < $1.at }
    }

    /// Then, or a while after it was held.
    private mutating func free(_ scene: Scene, _ actor: Scene.Actor, _ time: Double) -> Double {
        var time = time
        for hold in held(scene, actor) where hold.from <= time && time <= hold.to {
            time = hold.to + Double.random(in: 1...Self.bound, using: &random)
        }
        return time
    }
}
