@testable import Checks
import History
@testable import Scenario
import Testing

/// A key is deactivated at 2,000 on a primary that replicates no more; it dies at 2,700, and the other one, in which the key
/// lives, reigns from 3,400. The outage ends at 3,700, and two polls later it can be told what is lost.
struct KeyFailoverTests {
    private func scene(
        followed: Double? = 30, _ change: (inout Scene, CredentialID) -> Void = { _, _ in }
    ) -> Scene {
        var scene = Scene.withKeys(end: 8_000)
        scene.hasTwoNodes()
        let key = scene.create(at: 1_200)
        scene.shows(key, .active, at: 1_230, node: Scene.second)
        scene.deactivate(key, at: 2_000, followed: followed)
        scene.failsOver(at: 2_700)
        change(&scene, key)
        return scene
    }

    private func metrics(_ findings: Findings) -> [Double?] {
        ["redis.lost-writes", "managed-key.lost-creates", "managed-key.resurrections"].map(findings.metric)
    }

    /// A replica puts the deactivation back.
    private func putBack(_ scene: inout Scene, _ key: CredentialID, at: Double) {
        scene.keyRevision += 2_000
        scene.shows(key, .deactivated, at: at - 0.2, died: 2_002)
        scene.actors[0].extra.append((at + 5, .keyWrittenBack(key, revision: scene.keyRevision)))
    }

    @Test func `a deactivation that was replicated is not lost`() throws {
        let findings = try scene { $0.shows($1, .deactivated, at: 2_050, died: 2_002, node: Scene.second) }.findings()
        #expect(metrics(findings) == [0, 0, 0])
        #expect(findings.verdict == .pass)
    }

    @Test func `one that nobody puts back is lost, and who holds the key dead disagrees with the store`() throws {
        let findings = try scene().findings()
        #expect(metrics(findings) == [1, 0, 0])
        #expect(findings.violations.map(\.check) == ["key-agreement", "key-agreement"])
    }

    @Test func `where nobody may put it back that is how it is`() throws {
        let findings = try scene { scene, _ in scene.plan.fleet.repair = .none }.findings()
        #expect(metrics(findings) == [1, 0, 0])
        #expect(findings.violations == [])
    }

    @Test func `one that a replica puts back is not lost`() throws {
        let findings = try scene { putBack(&$0, $1, at: 3_900) }.findings()
        #expect(metrics(findings) == [0, 0, 0])
        #expect(findings.violations == [])
    }

    @Test func `before two polls have passed nothing is said`() throws {
        var scene = scene()
        scene.end = 4_900
        scene.sampled.to = 4_880
        for index in scene.actors.indices { scene.actors[index].end = 4_890 }
        #expect(metrics(try scene.findings()) == [0, 0, 0])
    }

    /// Put back at 3,900: who had not heard of it has until 4,500.
    @Test(arguments: [(4_490.0, 0), (4_510.0, 1)])
    func `for who had not applied it the bound counts from when it was put back`(_ last: Double, _ late: Int) throws {
        let findings = try scene(followed: nil) {
            $0.learns(0, $1, isAlive: false, at: 2_050, .push)
            putBack(&$0, $1, at: 3_900)
            $0.learns(1, $1, isAlive: false, at: last + 1, .poll)
        }.findings()
        #expect(findings.violations(of: "late-acceptances").map(\.replica) == Array(repeating: "r2", count: late))
        #expect(findings.violations(of: "resurrections").isEmpty)
    }

    /// Dead stays dead (W3), whatever the store says.
    @Test func `who had applied it and accepts the key again revives it`() throws {
        let findings = try scene { scene, key in
            putBack(&scene, key, at: 3_900)
            scene.verdict = KeyColourTests.says(.accepted, to: key, from: 3_500, to: 3_600)
        }.findings()
        #expect(findings.violations.map(\.check) == ["resurrections"])
        #expect(findings.violations.map(\.detail) == ["accepted again; cause: store"])
        #expect(metrics(findings) == [0, 0, 1])
    }

    @Test func `a next life that reads the key alive revives it, when it had the time to know better`() throws {
        func revived(_ last: Double) throws -> [String] {
            var scene = scene()
            scene.restart(1, killed: 3_800, ready: 4_000)
            scene.actors[1].holds.append((3_990, CredentialID(2), true))
            scene.actors[1].extra.append((3_990, .keysLoaded(revision: 1, keys: 1)))
            scene.learns(1, CredentialID(2), isAlive: false, at: last + 1, .poll)
            return try scene.findings().violations(of: "resurrections").map(\.detail)
        }
        #expect(try revived(4_590) == [])
        #expect(try revived(4_620) == ["accepted again; cause: store"])
    }

    /// Made at 2,500; the new primary has never had it.
    @Test(arguments: [ProbeRun.Verdict.accepted, .refused])
    func `a key that is lost may be either from the fault on`(_ verdict: ProbeRun.Verdict) throws {
        var scene = Scene.withKeys(end: 8_000)
        scene.hasTwoNodes()
        let key = scene.create(at: 1_500)
        scene.shows(key, .absent, at: 3_410, node: Scene.second)
        scene.failsOver(at: 2_700)
        scene.verdict = { _, asked, at in asked == key && at > 2_690 ? verdict : nil }
        let findings = try scene.findings()
        #expect(metrics(findings) == [1, 1, 0])
        #expect(findings.violations == [])
        scene.verdict = KeyColourTests.says(.refused, to: key, from: 2_600, to: 2_650)
        #expect(try scene.findings().violations.map(\.check) == ["early-refusals"])
    }

    /// The first node is demoted at 5,020, and takes the other's data.
    @Test func `what a primary that reigns no more was told is lost`() throws {
        let findings = try scene { scene, _ in
            scene.role(Scene.first, isPrimary: false, at: 5_020)
            scene.writesTo = Scene.first
            let stray = scene.create(at: 4_500, followed: nil)
            scene.shows(stray, .absent, at: 5_030)
            scene.shows(stray, .absent, at: 4_600, node: Scene.second)
        }.findings()
        #expect(metrics(findings) == [2, 1, 0])
        #expect(findings.violations(of: "early-refusals").isEmpty)
        #expect(findings.violations(of: "key-records").isEmpty)
    }
}

/// Whose death a walk through all keys has shown, without naming it.
struct SilentDeathTests {
    private func revived(_ change: (inout Scene) -> Void) throws -> [String?] {
        var scene = Scene.withKeys()
        let key = scene.create(at: 1_200)
        scene.deactivate(key, at: 2_000, followed: nil)
        scene.learns(1, key, isAlive: false, at: 2_030, .push)
        scene.loads(0, [(key, isAlive: false)], at: 2_100)
        scene.verdict = KeyColourTests.says(.accepted, to: key, from: 2_200, to: 2_300)
        change(&scene)
        let findings = try scene.findings()
        #expect(findings.violations(of: "late-acceptances").isEmpty)
        return findings.violations(of: "resurrections").map(\.replica)
    }

    @Test func `who has read that a key is dead never accepts it again`() throws {
        #expect(try revived { _ in } == ["r1"])
    }

    @Test func `where a server may have lost something no walk proves that`() throws {
        #expect(try revived { $0.holdAll(.redisDown, from: 3_000, to: 3_100) } == [])
        #expect(try revived { $0.fault(.dataLoss, from: 3_000, to: 3_010) } == [])
    }
}

/// One server that comes back without its data.
struct KeyDataLossTests {
    private func lost(_ change: (inout Scene, CredentialID) -> Void) throws -> Findings {
        var scene = Scene.withKeys(end: 8_000)
        let key = scene.create(at: 1_200)
        scene.deactivate(key, at: 2_000)
        scene.holdAll(.redisDown, from: 3_000, to: 3_400)
        change(&scene, key)
        return try scene.findings()
    }

    @Test func `all that was in it is lost`() throws {
        let findings = try lost { $0.shows($1, .absent, at: 3_450) }
        #expect(findings.metric("redis.lost-writes") == 2)
        #expect(findings.metric("managed-key.lost-creates") == 1)
        #expect(findings.violations == [])
    }

    @Test func `what comes back with it is not`() throws {
        let findings = try lost { _, _ in }
        #expect(findings.metric("redis.lost-writes") == 0)
        #expect(findings.violations == [])
    }

    /// It was acknowledged at 2,984, and first seen behind the outage.
    @Test func `a death that was never seen before the fault counts from when it was`() throws {
        var scene = Scene.withKeys(end: 8_000)
        let key = scene.create(at: 1_200)
        scene.holdAll(.redisDown, from: 3_000, to: 3_400)
        scene.deactivate(key, at: 2_980, followed: nil, isStored: false)
        scene.shows(key, .deactivated, at: 4_000, died: 2_982)
        for index in 0...1 { scene.learns(index, key, isAlive: false, at: 4_590, .poll) }
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metric("redis.lost-writes") == 0)
    }
}
