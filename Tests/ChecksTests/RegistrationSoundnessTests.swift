@testable import Checks
import History
@testable import Scenario
import Testing

/// Fleets that register as they should are never accused.
struct RegistrationSoundnessTests {
    @Test(arguments: 0..<60)
    func `a fleet that behaves is never accused`(_ seed: UInt64) throws {
        var fleet = RandomRegistrationFleet(seed)
        let scene = fleet.scene()
        let findings = try scene.findings()
        #expect(findings.violations == [], "seed \(seed)")
        #expect(findings.verdict == .pass, "seed \(seed): \(findings.inconclusive)")
        #expect(findings.metric("registrations.per-key.max") == 1)
        #expect(findings.metric("registrations.made.max") == (fleet.hasLosers ? 2 : 1), "seed \(seed)")
        #expect(findings.metric("registrations.pending") == 0)
        #expect(findings.metric("leaked.registrations.unavoidable") == Double(fleet.accidents))
        #expect((findings.metrics["registration.convergence.max"]?.samples ?? 0) > 0)
        #expect((findings.metric("registration.convergence.max") ?? .infinity) < 645)
    }

    /// Each defect in a fleet that is otherwise as it should be, by the one check that is about it.
    @Test(arguments: 0..<30, RegistrationDefect.allCases)
    func `a planted defect is found in any of them`(_ seed: UInt64, _ defect: RegistrationDefect) throws {
        var fleet = RandomRegistrationFleet(seed)
        var scene = fleet.scene()
        defect.plant(in: &scene)
        let findings = try scene.findings()
        #expect(findings.verdict == .fail, "seed \(seed)")
        #expect(Set(findings.violations.map(\.check)) == defect.checks, "seed \(seed)")
    }
}

/// What a resolver may do wrong, at the end of a run: from 9,000 on everything rests.
enum RegistrationDefect: CaseIterable, Sendable {
    /// Hazard of a cache without an order: an overwritten one comes back.
    case fallsBack
    /// A put that forgets the time to live.
    case persists
    /// Somebody registers without asking for the lease, loses, and forgets it.
    case registersAlone
    /// What is in force is withdrawn.
    case withdrawsTheWinner
    /// Two hold one lease.
    case sharesALease
    /// Drops what it has and never looks again.
    case forgets

    var checks: Set<String> {
        switch self {
        case .fallsBack: ["registration-order"]
        case .persists: ["registration-ttl"]
        case .registersAlone: ["registration-leaks", "one-registration"]
        case .withdrawsTheWinner: ["withdrawals", "one-registration"]
        case .sharesALease: ["registration-leases"]
        case .forgets: ["registration-agreement"]
        }
    }

    func plant(in scene: inout Scene) {
        let id = RegistrationID(0)
        let actor = scene.actors.lastIndex { $0.replica == 4 } ?? 0
        let first = scene.registered.firstIndex { $0.id == id && $0.generation > 0 } ?? 0
        let winner = scene.registered.lastIndex { $0.id == id && $0.generation > 0 && $0.state == .live } ?? 0
        switch self {
        case .fallsBack:
            let made = scene.registered[first]
            scene.says(
                actor, .used(id, client: made.client, version: VersionStamp(epoch: 1, nonce: 1), secretEnds: 0),
                at: 11_500)
            scene.uses(actor, winner, at: 11_520)
        case .persists: scene.showsRow(winner, at: 11_500, life: scene.registered[winner].unixEnd == 0 ? 77_000 : -1)
        case .registersAlone:
            let alone = scene.make(by: actor, at: 10_500)
            scene.store(alone, by: actor, at: 10_510, .lost)
        case .withdrawsTheWinner: scene.withdraw(winner, by: actor, at: 11_500)
        case .sharesALease:
            for actor in [actor, 0] {
                scene.says(actor, .lease(id, .taken, fence: 77), at: actor == 0 ? 1_010 : 11_500)
            }
        case .forgets: scene.uses(actor, nil, at: 9_000)
        }
    }
}

/// One or two upstreams: a first registration, renewals before secrets end, losers, answers that are lost, a restart, a
/// freeze; replicas that follow each change within its bound.
struct RandomRegistrationFleet {
    private var random: Seeded
    private(set) var accidents = 0
    private(set) var hasLosers = false
    private static let end = 12_000.0
    private static let poll = Scene.registrationPoll

    init(_ seed: UInt64) { random = Seeded(seed &+ 9_000) }

    private struct Change {
        var number: Int
        var shown: Double
        var maker: Int
        var used: Double
    }

    mutating func scene() -> Scene {
        let upstreams = Bool.random(using: &random) ? ["acme"] : ["acme", "globex"]
        var scene = Scene.withRegistrations(replicas: 4, end: Self.end, upstreams: upstreams)
        disturb(&scene)
        for upstream in upstreams.indices { run(UInt16(upstream), &scene) }
        return scene
    }

    /// The third restarts, the second is frozen; the others are always there.
    private mutating func disturb(_ scene: inout Scene) {
        if Bool.random(using: &random) {
            let killed = Double.random(in: 2_000...5_000, using: &random).rounded()
            scene.restart(3, killed: killed, ready: killed + Double.random(in: 50...900, using: &random).rounded())
        }
        if Bool.random(using: &random) {
            let from = Double.random(in: 1_500...6_000, using: &random).rounded()
            scene.hold(2, .frozen, from: from, to: from + Double.random(in: 100...2_500, using: &random).rounded())
        }
    }

    private mutating func run(_ upstream: UInt16, _ scene: inout Scene) {
        var at = Double.random(in: 1_020...1_500, using: &random).rounded()
        if Int.random(in: 0..<3, using: &random) == 0 { at = accident(upstream, at, &scene) }
        var changes: [Change] = []
        let isEnding = Bool.random(using: &random)
        while at < 7_500 {
            let change = register(upstream, at, ends: isEnding ? end(after: at) : nil, over: changes.last, &scene)
            changes.append(change)
            if Bool.random(using: &random) { lose(to: change, upstream, &scene) }
            guard isEnding, let ends = scene.registered[change.number].secretEnds, ends < Self.end else { break }
            at = ends - Double.random(in: 900...1_200, using: &random).rounded()
        }
        for actor in scene.actors.indices { follow(actor, changes, &scene) }
    }

    private mutating func end(after at: Double) -> Double {
        let end = ((at + Double.random(in: 2_500...6_000, using: &random)) / 1_000).rounded(.up) * 1_000
        return end < 8_600 ? end : 2 * Self.end  // no end without a renewal
    }

    /// By one of those that are always there: an answer is lost, and it tries again.
    private mutating func accident(_ upstream: UInt16, _ at: Double, _ scene: inout Scene) -> Double {
        scene.make(upstream, by: 0, at: at, isAnswered: false)
        accidents += 1
        return at + Double.random(in: 50...900, using: &random).rounded()
    }

    private mutating func steady(_ scene: Scene) -> Int {
        scene.actor(Bool.random(using: &random) ? 1 : 4, at: 1_100)
    }

    private mutating func register(
        _ upstream: UInt16, _ at: Double, ends: Double?, over former: Change?, _ scene: inout Scene
    ) -> Change {
        let maker = steady(scene)
        let id = RegistrationID(upstream)
        scene.says(maker, .lease(id, .taken, fence: Clock.unix(at)), at: at)
        let took = Double.random(in: 2...200, using: &random).rounded()
        let number = scene.make(upstream, by: maker, at: at + took, ends: ends)
        let stored = at + took + 4
        scene.store(number, by: maker, at: stored)
        let shown = stored + Double.random(in: 0...60, using: &random).rounded()
        scene.showsRow(number, at: shown)
        if let former {
            withdraw(former.number, by: maker, after: stored, &scene)
        }
        return Change(number: number, shown: shown, maker: maker, used: stored + 0.5)
    }

    /// Two polls after the winner, and at most the poll that read it later.
    private mutating func withdraw(_ number: Int, by actor: Int, after winner: Double, _ scene: inout Scene) {
        let at = winner + 2 * Self.poll + Double.random(in: 1...700, using: &random).rounded()
        scene.withdraw(number, by: actor, at: at)
    }

    /// Somebody registers as well, and is late.
    private mutating func lose(to change: Change, _ upstream: UInt16, _ scene: inout Scene) {
        hasLosers = true
        let actor = change.maker == 0 ? scene.actor(4, at: 1_100) : 0
        let at = change.used + Double.random(in: 2...50, using: &random).rounded()
        let loser = scene.make(upstream, by: actor, at: at)
        scene.store(loser, by: actor, at: at + 6, Bool.random(using: &random) ? .lost : .fenced)
        withdraw(loser, by: actor, after: at + 6, &scene)
    }

    /// Each within its bound of the row, of its start, and of the end of a hold; what came later goes first.
    private mutating func follow(_ actor: Int, _ changes: [Change], _ scene: inout Scene) {
        let life = scene.actors[actor]
        let frozen = life.replica == 2 ? frozenSpan(scene) : nil
        var (next, newer) = (Double.infinity, Double.infinity)
        for change in changes.reversed() {
            defer { newer = change.shown }
            guard newer > life.ready else { continue }  // a start reads what stands then
            var at = change.used
            if change.maker != actor {
                at = max(change.shown, life.ready) + Double.random(in: 1...580, using: &random)
            }
            if let frozen, frozen.from <= at, at <= frozen.to {
                at = frozen.to + Double.random(in: 1...15, using: &random)
            }
            guard at < next, at < life.end else { continue }
            scene.uses(actor, change.number, at: at)
            next = at
        }
    }

    private func frozenSpan(_ scene: Scene) -> (from: Double, to: Double)? {
        var (from, to): (Double?, Double?)
        for (at, event) in scene.coordinator {
            if case .heldBegan(_, .frozen, _) = event { from = at }
            if case .heldEnded(_, .frozen, _) = event { to = at }
        }
        guard let from, let to else { return nil }
        return (from, to)
    }
}
