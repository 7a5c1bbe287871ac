@testable import Checks
import History
@testable import Scenario
import Testing

struct ConvergenceTests {
    @Test(arguments: [(2_604.0, 0), (2_605.0, 1)])
    func `a change is applied within learn of its acknowledgement`(_ at: Double, _ violations: Int) throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.actors[0].applications[1].at = at
        let findings = try scene.findings()
        #expect(findings.violations.map(\.check) == Array(repeating: "convergence", count: violations))
        #expect(findings.metric("admin-key.convergence.max") == at - 2_000)
    }

    @Test func `a later change counts for an earlier one`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.rotate(at: 2_100)
        scene.actors[0].applications.remove(at: 1)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metrics["admin-key.convergence.max"]?.samples == 4)
    }

    @Test func `a change that nobody follows is a violation of each replica, and skips what builds on it`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000, followed: nil)
        let findings = try scene.findings()
        #expect(findings.violations(of: "convergence").count == 2)
        #expect(findings.status(of: "liveness") == .skipped)
        #expect(findings.checks.first { $0.name == "agreement" }?.detail == "skipped because convergence failed")
    }

    @Test func `the path of each application is told apart`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.actors[0].applications[1].path = .poll
        let findings = try scene.findings()
        #expect(findings.latencies["admin-key.convergence.poll"]?.totalCount == 1)
        #expect(findings.latencies["admin-key.convergence.push"]?.totalCount == 1)
    }
}

struct ResurrectionTests {
    /// The rotation is applied at 2,034; at 3,000 the old key is accepted again.
    private func resurrected(_ path: ApplyPath?, from: Double = 3_000) -> Scene {
        var scene = Scene()
        scene.rotate(at: 2_000)
        if let path { scene.actors[0].applications.append(Scene.Application(at: from, value: 0, path: path)) }
        scene.verdict = { actor, credential, at in
            actor.replica == 1 && credential.number == 0 && at >= from && at < from + 50 ? .accepted : nil
        }
        return scene
    }

    @Test func `a key that comes back to life on its own is the replica's doing`() throws {
        let findings = try resurrected(nil).findings()
        #expect(findings.violations(of: "resurrections").map(\.detail) == ["accepted again; cause: replica"])
        #expect(findings.metric("resurrections") == 1)
    }

    @Test func `a key that was read back is the store's doing, where the store had it`() throws {
        var scene = resurrected(.poll)
        #expect(try causes(scene) == ["accepted again; cause: replica"])
        scene.slot.append(Scene.SlotValue(version: scene.slot[0].version, current: scene.key0, from: 2_990))
        #expect(try causes(scene) == ["accepted again; cause: store"])
    }

    private func causes(_ scene: Scene) throws -> [String] {
        try scene.findings().violations(of: "resurrections").map(\.detail)
    }

    @Test func `a key accepted late by who had not applied the retirement is no resurrection`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000, followed: nil)
        let findings = try scene.findings()
        #expect(findings.violations(of: "late-acceptances").count == 2)
        #expect(findings.metric("resurrections") == 0)
    }

    @Test func `a life that had applied it speaks for the next one`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.restart(1, killed: 2_700, ready: 3_000)
        scene.verdict = { actor, credential, at in
            actor.incarnation == 2 && credential.number == 0 && at > 3_700 ? .accepted : nil
        }
        #expect(try scene.findings().violations(of: "resurrections").map(\.incarnation) == [2])
    }
}

struct OrderTests {
    private func applying(_ second: VersionStamp, _ fingerprint: UInt64 = 1, first: VersionStamp) throws -> Findings {
        var scene = Scene(replicas: 1)
        scene.actors[0].applications = []
        let made: [(Double, VersionStamp, UInt64)] = [(150, first, 1), (300, second, fingerprint)]
        scene.actors[0].extra = made.map { at, version, value in
            (
                at,
                .applied(
                    version: version, fingerprint: FingerprintBits(value), credential: .unnamed, path: .poll)
            )
        }
        return try scene.findings()
    }

    @Test func `versions that fall are a violation`() throws {
        let (low, high) = (VersionStamp(epoch: 5, nonce: 9), VersionStamp(epoch: 6, nonce: 1))
        #expect(try applying(low, first: high).violations(of: "order").count == 1)
        #expect(try applying(high, first: low).violations(of: "order").isEmpty)
        let lower = VersionStamp(epoch: 6, nonce: 0)
        #expect(try applying(lower, first: high).violations(of: "order").count == 1)
    }

    @Test func `between two of epoch zero the slot wins`() throws {
        let (low, high) = (VersionStamp(epoch: 0, nonce: 1), VersionStamp(epoch: 0, nonce: 2))
        #expect(try applying(low, first: high).violations(of: "order").isEmpty)
    }

    @Test func `one version with two values is a violation`() throws {
        let version = VersionStamp(epoch: 5, nonce: 9)
        #expect(try applying(version, 2, first: version).violations(of: "order").count == 1)
        #expect(try applying(version, 1, first: version).violations(of: "order").isEmpty)
    }

    @Test func `a poisoned version is not adopted`() throws {
        let day = UInt64(24 * 3_600_000)
        let first = VersionStamp(epoch: 1, nonce: 1)
        let ahead = VersionStamp(epoch: Clock.unix(300) + day, nonce: 1)
        let poisoned = VersionStamp(epoch: Clock.unix(300) + day + 1, nonce: 1)
        #expect(try applying(ahead, first: first).violations(of: "order").isEmpty)
        #expect(try applying(poisoned, first: first).violations(of: "order").count == 1)
    }

    @Test func `each life begins anew`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.restart(1, killed: 2_700, ready: 3_000)
        scene.actors[1].applications.insert(Scene.Application(at: 2_990, value: 0, path: .start), at: 0)
        #expect(try scene.findings().violations(of: "order").isEmpty)
    }
}

struct NoReplantTests {
    private func writing(_ by: WrittenBy, _ value: (inout Scene) -> Scene.SlotValue, fenced: Bool = true) throws
        -> [String]
    {
        var scene = Scene()
        if !fenced { scene.plan.fleet.slot = FleetPlan.Slot.plain }
        scene.rotate(at: 2_000)
        let value = value(&scene)
        scene.actors[0].extra.append(
            (
                3_000,
                .wroteSlot(
                    by: by, outcome: .ok, version: fenced ? value.version : .zero,
                    fingerprint: Scene.fingerprint(value.current))
            ))
        return try scene.findings().violations(of: "no-replant").map(\.detail)
    }

    @Test func `a repair writes what its replica had read`() throws {
        #expect(try writing(.repair) { $0.slot[1] } == [])
        let unread = try writing(.repair) { scene in
            Scene.SlotValue(version: VersionStamp(epoch: 77, nonce: 7), current: scene.key0, from: 0)
        }
        #expect(unread == ["repaired with 77:7 a00000000001, which it had never read"])
    }

    @Test func `a bootstrap writes its own key, with epoch zero`() throws {
        #expect(try writing(.bootstrap) { $0.slot[0] } == [])
        #expect(try writing(.bootstrap) { $0.slot[1] }.count == 1)
        let foreign = try writing(.bootstrap) { scene in
            Scene.SlotValue(version: VersionStamp(epoch: 0, nonce: 1), current: CredentialID(2), from: 0)
        }
        #expect(foreign == ["a bootstrap wrote a00000000003, its own key is a00000000001"])
    }

    @Test func `a replica never rotates, and replants on a plain slot only`() throws {
        #expect(try writing(.rotate) { $0.slot[1] } == ["wrote by rotate"])
        #expect(try writing(.replant) { $0.slot[1] } == ["wrote by replant"])
        #expect(try writing(.replant, { $0.slot[1] }, fenced: false) == [])
        let unread = try writing(
            .replant,
            { Scene.SlotValue(version: .zero, current: $0.neverIssued, from: 0) }, fenced: false)
        #expect(unread == ["replanted a00000000002, which it had never read"])
    }

    @Test func `the log shows what a killed replica did not record`() throws {
        var scene = Scene()
        scene.coordinator.append(
            (
                3_000,
                .slotLogged(
                    version: scene.version(2_500), fingerprint: Scene.fingerprint(scene.key0), by: .bootstrap,
                    writer: scene.actors[0].life, redisTime: 0)
            ))
        #expect(try scene.findings().violations(of: "no-replant").count == 1)
    }
}

struct UnloggedWriteTests {
    private func rogue(_ change: (inout Scene) -> Void = { _ in }) throws -> Findings {
        var scene = Scene()
        scene.coordinator.append(
            (
                3_000,
                .slotRead(
                    called: Clock.monotonic(2_999.9), content: .good, version: scene.version(2_990),
                    fingerprint: FingerprintBits(0xBAD))
            ))
        change(&scene)
        return try scene.findings()
    }

    @Test func `a value that nobody is on record to have written shows a rogue writer`() throws {
        let findings = try rogue()
        #expect(findings.violations(of: "unlogged-writes").count == 1)
        #expect(findings.metric("unlogged-writes") == 1)
    }

    @Test func `an entry of the log that no script makes shows one as well, once for all nodes`() throws {
        var scene = Scene()
        scene.coordinator += [
            (3_000, .slotLogForeign(count: 2, node: .first)), (3_005, .slotLogForeign(count: 1, node: NodeID(2))),
        ]
        let findings = try scene.findings()
        #expect(findings.violations(of: "unlogged-writes").count == 2)
        #expect(findings.metric("unlogged-writes") == 2)
    }

    @Test func `not while a step damages the slot`() throws {
        #expect(try rogue { $0.fault(.damage, from: 2_980, to: 2_995) }.violations(of: "unlogged-writes").isEmpty)
    }

    @Test func `the log accounts for it`() throws {
        let findings = try rogue {
            $0.coordinator.append(
                (
                    4_900,
                    .slotLogged(
                        version: $0.version(2_990), fingerprint: FingerprintBits(0xBAD), by: .rotate, writer: nil,
                        redisTime: 0)
                ))
        }
        #expect(findings.violations(of: "unlogged-writes").isEmpty)
    }
}
