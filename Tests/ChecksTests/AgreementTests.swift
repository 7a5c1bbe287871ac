@testable import Checks
import History
@testable import Scenario
import Testing

/// What each replica holds at the end, against the slot.
struct FinalAgreementTests {
    private func disagreeing(_ change: (inout Scene) -> Void) throws -> [String?] {
        var scene = Scene(replicas: 3)
        change(&scene)
        return try scene.findings().violations(of: "agreement").map(\.replica)
    }

    private func applied(_ version: VersionStamp, _ value: FingerprintBits) -> Event {
        .applied(version: version, fingerprint: value, credential: .unnamed, path: .poll)
    }

    @Test func `the same version with another value disagrees`() throws {
        #expect(
            try disagreeing { $0.actors[1].extra = [(2_000, applied($0.slot[0].version, FingerprintBits(9)))] } == [
                "r2"
            ])
    }

    @Test func `the same value under another version disagrees, where there are versions`() throws {
        func other(_ scene: inout Scene) {
            let version = VersionStamp(epoch: 0, nonce: 5)
            scene.actors[1].extra = [(2_000, applied(version, Scene.fingerprint(scene.key0)))]
        }
        #expect(try disagreeing(other) == ["r2"])
        #expect(
            try disagreeing {
                $0.plan.fleet.slot = FleetPlan.Slot.plain
                other(&$0)
            } == [])
    }

    @Test func `over a slot that says nothing usable they agree with the most`() throws {
        func fallen(_ scene: inout Scene) {
            scene.actors[1].extra = [(2_000, applied(VersionStamp(epoch: 0, nonce: 5), FingerprintBits(9)))]
        }
        #expect(
            try disagreeing {
                $0.damage(at: 1_900)
                fallen(&$0)
            } == ["r2"])
    }

    /// The last look shows what nobody is on record to have written: no reason to follow it.
    @Test func `a rogue write at the end is not what they should hold`() throws {
        var scene = Scene()
        scene.sampled.to = 4_000
        scene.coordinator.append(
            (
                4_010,
                .slotRead(
                    called: Clock.monotonic(4_009), content: .good, version: scene.version(4_000),
                    fingerprint: FingerprintBits(0xBAD))
            ))
        #expect(try scene.findings().violations.map(\.check) == ["unlogged-writes"])
    }

    @Test func `who is held at the end, or had no time to follow, is not asked`() throws {
        let held = try disagreeing {
            $0.hold(2, .cutOff, from: 3_800, to: nil)
            $0.actors[1].extra = [(3_900, applied(VersionStamp(epoch: 0, nonce: 5), FingerprintBits(9)))]
        }
        #expect(held == [])
        var scene = Scene()
        scene.rotate(at: 4_700, followed: nil)
        #expect(try scene.findings().violations == [])
    }
}
