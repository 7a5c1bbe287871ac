@testable import Checks
import History
@testable import Scenario
import Testing

/// Each replica has a key of its own and the second one's won; at 3,000 all data goes, and the first one's wins.
struct ReopenedSlotTests {
    private func scene(plain: Bool, _ change: (inout Scene) -> Void = { _ in }) throws -> Findings {
        var scene = Scene(replicas: 3)
        if plain { scene.plan.fleet.slot = FleetPlan.Slot.plain }
        scene.credentials = [(.adminKey, .configured), (.adminKey, .neverIssued), (.adminKey, .configured)]
        scene.slot[0].current = CredentialID(2)
        scene.bootstrapper = 2
        scene.actors[1].configured = CredentialID(2)
        scene.fault(.dataLoss, from: 3_000, to: 3_010)
        scene.slot.append(
            Scene.SlotValue(version: VersionStamp(epoch: 0, nonce: 7), current: CredentialID(0), from: 3_020))
        for index in scene.actors.indices {
            scene.actors[index].applications.append(Scene.Application(at: 3_100, value: 1, path: .poll))
        }
        change(&scene)
        return try scene.findings()
    }

    @Test(arguments: [false, true])
    func `whose key wins the next bootstrap is in force`(_ plain: Bool) throws {
        #expect(try scene(plain: plain).violations == [])
    }

    @Test(arguments: [false, true])
    func `who keeps to the former winner is behind`(_ plain: Bool) throws {
        let findings = try scene(plain: plain) { $0.actors[2].applications.removeLast() }
        let checks = Set(findings.violations.map(\.check))
        #expect(checks == ["convergence", "late-acceptances", "early-refusals"])
        #expect(Set(findings.violations.map(\.replica)) == ["r3"])
    }

    /// Its own key lost the first election; it puts back what had won, which it had read.
    @Test func `a value of epoch zero that was read may be bootstrapped again`() throws {
        func bootstrapped(_ fingerprint: FingerprintBits) throws -> [String] {
            try scene(plain: false) { scene in
                scene.actors[0].extra = [
                    (
                        3_030,
                        .wroteSlot(
                            by: .bootstrap, outcome: .ok, version: VersionStamp(epoch: 0, nonce: 7),
                            fingerprint: fingerprint)
                    )
                ]
            }.violations(of: "no-replant").map(\.detail)
        }
        #expect(try bootstrapped(Scene.fingerprint(CredentialID(2))) == [])
        #expect(try bootstrapped(Scene.fingerprint(CredentialID(1))).count == 1)
    }
}

/// Repairs that only their own result vouches for.
struct SelfMadeRepairTests {
    private let version = VersionStamp(epoch: 77, nonce: 7)
    private let value = FingerprintBits(0xBAD)

    private func found(_ change: (inout Scene) -> Void) throws -> [String] {
        var scene = Scene()
        scene.rotate(at: 2_000)
        change(&scene)
        return try scene.findings().violations(of: "no-replant").map(\.detail)
    }

    private let unread = "repaired with 77:7 000000000bad, which it had never read"

    private func applied(_ path: ApplyPath) -> Event {
        .applied(version: version, fingerprint: value, credential: .unnamed, path: path)
    }

    @Test func `what its own write brought it was not read before`() throws {
        let wrote = Event.wroteSlot(by: .repair, outcome: .ok, version: version, fingerprint: value)
        #expect(try found { $0.actors[0].extra = [(3_000, wrote), (3_000, applied(.repair))] } == [unread])
        #expect(try found { $0.actors[0].extra = [(2_999, applied(.repair)), (3_000, wrote)] } == [])
        #expect(try found { $0.actors[0].extra = [(3_000, applied(.poll)), (3_000, wrote)] } == [])
    }

    @Test func `the log shows a repair that a killed replica did not record`() throws {
        func log(_ scene: inout Scene, _ by: WrittenBy, _ version: VersionStamp, _ value: FingerprintBits) {
            let life = scene.actors[0].life
            scene.coordinator.append(
                (3_000, .slotLogged(version: version, fingerprint: value, by: by, writer: life, redisTime: 0)))
        }
        #expect(try found { log(&$0, .repair, version, value) } == [unread])
        #expect(
            try found {
                log(&$0, .repair, version, value)
                $0.actors[0].extra = [(2_999.5, applied(.repair))]
            } == [unread])
        #expect(try found { log(&$0, .repair, $0.slot[1].version, Scene.fingerprint($0.slot[1].current)) } == [])
        #expect(
            try found { log(&$0, .bootstrap, VersionStamp(epoch: 0, nonce: 1), value) } == [
                "a bootstrap wrote 000000000bad, its own key is a00000000001"
            ])
        #expect(try found { log(&$0, .rotate, version, value) } == ["a replica wrote by rotate"])
    }
}

/// A plain slot shows values, not changes.
struct NeedlessChangeTests {
    private func plain(_ change: (inout Scene) -> Void) throws -> Findings {
        var scene = Scene()
        scene.plan.fleet.slot = FleetPlan.Slot.plain
        change(&scene)
        return try scene.findings()
    }

    /// Cut off during both, a replica finds what it had.
    @Test func `a rotation and its reversal within a hold leave nothing to apply`() throws {
        let findings = try plain {
            $0.rotate(at: 2_000)
            $0.rotate(to: $0.key0, at: 2_100)
            $0.hold(1, .cutOff, from: 1_900, to: 2_500)
            $0.actors[0].applications.removeLast(2)
        }
        #expect(findings.violations == [])
        #expect(findings.metrics["admin-key.convergence.max"]?.samples == 2)
    }

    @Test func `a rotation to the value in force is nothing to apply`() throws {
        let findings = try plain { $0.rotate(to: $0.key0, at: 2_000, followed: nil) }
        #expect(findings.violations == [])
    }

    @Test func `who missed a rotation is behind, even if it is reversed later`() throws {
        let findings = try plain {
            $0.rotate(at: 2_000)
            $0.rotate(to: $0.key0, at: 3_500)
            $0.actors[0].applications.removeLast(2)
        }
        #expect(findings.violations(of: "convergence").map(\.replica) == ["r1"])
    }
}
