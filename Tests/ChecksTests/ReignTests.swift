@testable import Checks
import History
@testable import Scenario
import Testing

/// Who reigned when, by what the nodes said.
struct ReignsTests {
    private let a = NodeID(1)
    private let b = NodeID(2)

    private func said(_ node: NodeID, _ isPrimary: Bool, _ at: Time) -> RoleChange {
        RoleChange(node: node, isPrimary: isPrimary, called: at - 3, at: at)
    }

    @Test func `one server reigns always`() {
        #expect(Reigns().isSingle)
        #expect(Reigns().covers(.first, .always, 5))
        #expect(!Reigns().covers(b, 4, 5))
    }

    @Test func `a reign ends where the next one was asked about, and what lies between is nobody's`() {
        let reigns = Reigns([said(a, true, 10), said(b, false, 10), said(b, true, 100)])
        #expect(reigns.covers(a, 1, 96))
        #expect(!reigns.covers(a, 90, 97))
        #expect(!reigns.covers(b, 99, 101))
        #expect(reigns.covers(b, 100, 1_000))
        #expect(!reigns.covers(a, 200, 201))
    }

    @Test func `who says that it is none reigns no more, though nobody follows yet`() {
        let reigns = Reigns([said(a, true, 10), said(a, false, 50), said(b, true, 100)])
        #expect(reigns.covers(a, 20, 46))
        #expect(!reigns.covers(a, 20, 47))
        #expect(!reigns.covers(b, 60, 70))
    }

    @Test func `where nobody says to be primary nobody is`() {
        #expect(!Reigns([said(a, false, 10), said(b, false, 10)]).covers(a, 20, 30))
    }
}

/// Checks that look at the slot, where several nodes have one.
struct ReigningSlotTests {
    /// A rotation at 2,000 on both nodes; the second one takes over at 3,400.
    private func scene() -> Scene {
        var scene = Scene(end: 6_000)
        scene.hasTwoNodes()
        scene.rotate(at: 2_000)
        scene.replicates()
        scene.failsOver(at: 2_700)
        return scene
    }

    @Test(arguments: [
        (Scene.first, 2_500.0, true), (Scene.second, 4_500.0, true), (Scene.second, 2_500.0, false),
        (Scene.first, 4_500.0, false),
    ])
    func `a read of an older version is wrong on the node that reigns`(
        _ node: NodeID, _ at: Double, _ isWrong: Bool
    ) throws {
        var scene = scene()
        scene.coordinator.append(
            (
                at,
                .slotRead(
                    called: Clock.monotonic(at - 0.5), content: .good, version: scene.slot[0].version,
                    fingerprint: Scene.fingerprint(scene.key0), node: node)
            ))
        #expect(try scene.findings().violations(of: "linearizable-slot").isEmpty != isWrong)
    }

    @Test(arguments: [Scene.first, Scene.second])
    func `a rogue's value is found on any node, and excused by the log of any`(_ node: NodeID) throws {
        var scene = scene()
        let version = VersionStamp(epoch: 3, nonce: 3)
        let value = FingerprintBits(0xBAD)
        scene.coordinator.append(
            (
                2_400,
                .slotRead(
                    called: Clock.monotonic(2_399), content: .good, version: version, fingerprint: value, node: node)
            ))
        let found = try scene.findings().violations(of: "unlogged-writes").map(\.detail)
        #expect(found == ["the slot of \(node) holds 3:3 000000000bad"])
        scene.coordinator.append(
            (
                2_600,
                .slotLogged(
                    version: version, fingerprint: value, by: .rotate, writer: nil, redisTime: 0, node: Scene.second)
            ))
        #expect(try scene.findings().violations(of: "unlogged-writes").isEmpty)
    }
}
