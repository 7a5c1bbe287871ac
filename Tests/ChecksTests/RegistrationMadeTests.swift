@testable import Checks
import History
@testable import Scenario
import Testing

/// How many are made where one is enough.
struct RegistrationMadeTests {
    private static let id = RegistrationID(0)
    private static let expectation = Scenario.Expectation(
        metric: "registrations.made.max", comparison: .equal, value: 1, text: "== 1")

    private func most(_ scene: Scene) throws -> Double? { try scene.findings().metric("registrations.made.max") }

    /// As a core without a lease does: all register, all but one lose, and what lost is withdrawn two polls later.
    private func stampede() -> Scene {
        var scene = Scene.withRegistrations(replicas: 4)
        scene.register(at: 1_200)
        for replica in 1..<4 {
            let at = 1_201 + Double(replica)
            let loser = scene.make(by: replica, at: at)
            scene.store(loser, by: replica, at: at + 12, .lost)
            scene.withdraw(loser, by: replica, at: 2_300)
        }
        return scene
    }

    @Test func `a fleet in which everybody registers and the losers go is found out`() throws {
        let findings = try stampede().findings([Self.expectation])
        #expect(findings.verdict == .fail)
        #expect(findings.metric("registrations.made.max") == 4)
        #expect(findings.metrics["registrations.made.max"]?.samples == 1)
        // What everything else sees of it is a fleet with one registration.
        #expect(findings.violations == [])
        #expect(findings.metric("registrations.per-key.max") == 1)
        #expect(findings.metric("leaked.registrations") == 0)
        let check = try #require(findings.checks.first { $0.name == "registrations-made" })
        #expect(check.detail.hasPrefix("at most 4, at acme for the start: c00000000001 registered by r1.1"))
    }

    @Test func `one that makes one passes`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        let findings = try scene.findings([Self.expectation])
        #expect(findings.verdict == .pass)
        #expect(findings.metric("registrations.made.max") == 1)
    }

    @Test(arguments: [(9_000.0, 5_000.0, 1.0), (9_000, 2_500, 2), (nil, 3_000, 2)] as [(Double?, Double, Double)])
    func `a renewal is one in the last half of a secret's life`(_ ends: Double?, _ at: Double, _ made: Double) throws {
        var scene = Scene.withRegistrations(end: 7_000)
        scene.register(at: 1_200, ends: ends)
        scene.register(by: 2, at: at, ends: 20_000)
        #expect(try most(scene) == made)
    }

    @Test(arguments: [false, true])
    func `one renewal, by however many`(_ isTwice: Bool) throws {
        var scene = Scene.withRegistrations(end: 7_000)
        scene.register(at: 1_200, ends: 6_000)
        scene.register(by: 2, at: 4_000, ends: 20_000)
        if isTwice {
            let loser = scene.make(by: 2, at: 4_001, ends: 20_000)
            scene.store(loser, by: 2, at: 4_015, .lost)
            scene.withdraw(loser, by: 2, at: 5_100)
        }
        #expect(try most(scene) == (isTwice ? 2 : 1))
    }

    @Test func `a cold start calls for one`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.showsRow(nil, at: 2_010)
        scene.register(by: 2, at: 2_100)
        #expect(try most(scene) == 2)
        scene.step(.coldStart(ColdStart()), from: 2_000, to: 2_060)
        #expect(try most(scene) == 1)
    }

    @Test func `so does a client that is refused`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.register(by: 2, at: 2_100)
        for actor in 0..<3 {
            scene.says(actor, .requested(Self.id, .use, number: 7), at: 2_000)
            scene.says(
                actor,
                .answered(
                    Self.id, .use, number: 7, status: 401, client: scene.registered[0].client,
                    isOutcomeUnknown: false), at: 2_003 + Double(actor))
        }
        #expect(try most(scene) == 1)
        // Of all who were refused one registers.
        let more = scene.make(by: 2, at: 2_101)
        scene.store(more, by: 2, at: 2_120, .lost)
        scene.withdraw(more, by: 2, at: 3_300)
        #expect(try most(scene) == 2)
    }

    @Test(arguments: [nil, "acme", "globex"] as [String?])
    func `and a row that is taken away, of its own upstream`(_ upstream: String?) throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.step(.deleteRegistration(DeleteRegistration(upstream: upstream)), from: 2_000, to: 2_010)
        scene.register(by: 2, at: 2_100)
        #expect(try most(scene) == (upstream == "globex" ? 2 : 1))
    }

    /// A lost answer leaves one that nobody can name, and calls for another.
    @Test(arguments: [(1, 1.0), (2, 1.0), (3, 2.0)])
    func `a lost answer accounts for one, and no more`(_ unknown: Int, _ made: Double) throws {
        var scene = Scene.withRegistrations()
        scene.make(by: 1, at: 1_200, isAnswered: false)
        for _ in 1..<unknown { scene.make(by: nil, at: 1_250) }
        scene.register(at: 2_900)
        #expect(try most(scene) == made)
    }

    @Test func `a holder that died before the store had its answer calls for another`() throws {
        var scene = Scene.withRegistrations()
        scene.restart(2, killed: 1_400, ready: 1_700)
        scene.make(by: scene.actor(2, at: 1_390), at: 1_390)
        scene.register(at: 2_900)
        #expect(try most(scene) == 1)
    }

    @Test(arguments: [(1_600.0, 2.0), (1_900.0, 1.0)])
    func `a holder that stood still for a good part of its lease may have lost it`(_ to: Double, _ made: Double) throws
    {
        var scene = Scene.withRegistrations()
        scene.hold(1, .frozen, from: 1_204, to: to)
        scene.says(0, .lease(Self.id, .taken, fence: 1), at: 1_200)
        let first = scene.make(by: 0, at: 1_203)
        scene.register(by: 2, at: to - 100)
        scene.store(first, by: 0, at: to + 1, .fenced)
        scene.withdraw(first, by: 0, at: to + 1_100)
        #expect(try most(scene) == made)
    }

    @Test func `without the ledger nothing is counted`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.registered = []
        #expect(try scene.findings().metrics["registrations.made.max"]?.samples == 0)
    }
}
