@testable import Checks
import History
@testable import Scenario
import Testing

/// A primary that dies with a registration that nobody else has, and replicas that put it back.
struct RegistrationFailoverTests {
    private func scene(ends: Double? = 9_000, isReplicated: Bool = false) -> Scene {
        var scene = Scene.withRegistrations(end: 7_000)
        scene.hasTwoNodes()
        scene.showsRow(nil, at: 121, node: Scene.second)
        scene.register(at: 1_200, ends: ends)
        if isReplicated { scene.showsRow(0, at: 1_212, node: Scene.second) }
        scene.failsOver(at: 2_000)
        return scene
    }

    private func putBack(_ scene: inout Scene, life: Int64? = nil) {
        scene.store(0, by: 1, at: 2_760, isPutBack: true)
        scene.showsRow(0, at: 2_762, life: life, node: Scene.second)
    }

    @Test func `a row that was lost and put back is not lost`() throws {
        var scene = scene()
        putBack(&scene)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metric("redis.lost-writes") == 0)
        #expect(findings.metric("registrations.per-key.max") == 1)
        #expect(findings.metric("leaked.registrations") == 0)
    }

    @Test func `a row that was there all the time need not be put back`() throws {
        #expect(try scene(isReplicated: true).findings().violations == [])
    }

    @Test(arguments: [8_000, -1])
    func `a failover does not reset its time to live`(_ life: Int64) throws {
        var scene = scene()
        putBack(&scene, life: life)
        #expect(try scene.findings().violations.map(\.check) == ["registration-ttl"])
    }

    @Test func `a row without an end gets none by being put back`() throws {
        var scene = scene(ends: nil)
        putBack(&scene, life: 86_400_000)
        let found = try scene.findings().violations
        #expect(found.map(\.check) == ["registration-ttl"])
        #expect(found.first?.expected == "acme: a row without an end")
        #expect(found.first?.detail == "a row with 86400000 ms to live")
    }

    @Test func `what nobody puts back is lost, and leaked`() throws {
        var scene = scene()
        for actor in scene.actors.indices { scene.uses(actor, nil, at: 2_800) }
        let id = RegistrationID(0)
        scene.says(1, .lease(id, .taken, fence: Clock.unix(2_900)), at: 2_900)
        let second = scene.make(by: 1, at: 3_100)
        scene.store(second, by: 1, at: 3_105)
        scene.showsRow(second, at: 3_107)
        for actor in scene.actors.indices { scene.uses(actor, second, at: 3_140) }
        let findings = try scene.findings()
        #expect(findings.metric("redis.lost-writes") == 1)
        #expect(findings.metric("leaked.registrations") == 1)
        #expect(Set(findings.violations.map(\.check)) == ["registration-leaks", "one-registration"])
    }

    @Test func `who never puts it back is found out`() throws {
        let findings = try scene().findings()
        #expect(findings.violations.map(\.check) == ["one-registration", "registration-leaks"])
        #expect(findings.violations.first?.expected == "acme: a registration in the store")
    }

    /// The new primary still has the first one, which the winner has replaced on the old one only; who is cut off with that
    /// withdraws it.
    @Test func `who withdraws the one in use, from behind a partition, is found out`() throws {
        var scene = Scene.withRegistrations(replicas: 4, end: 9_000)
        scene.hasTwoNodes()
        scene.register(at: 1_200)
        scene.showsRow(0, at: 1_212, node: Scene.second)
        scene.hold(1, .cutOff, from: 1_900, to: 6_000)
        scene.role(Scene.second, isPrimary: true, at: 2_000)
        scene.make(by: 0, at: 1_950)
        scene.store(1, by: 0, at: 1_958)
        scene.showsRow(1, at: 1_990, node: Scene.first)
        scene.uses(0, 1, at: 1_960)
        scene.withdraw(0, by: 0, at: 3_200)
        let found = try scene.findings().violations(of: "withdrawals")
        #expect(found.map(\.replica) == ["r1"])
        #expect(found.first?.detail == "withdrew what the row named")
    }
}
