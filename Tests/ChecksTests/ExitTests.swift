@testable import Checks
import History
import Testing

/// What may end a replica: the plan's SIGKILL, or its own end message and status 0.
struct ExitTests {
    private static let segmentationFault: Int32 = 11

    @Test(arguments: [(9, 0), (segmentationFault, 1), (0, 1), (256, 1)] as [(Int32, Int)])
    func `within a hold only SIGKILL is the plan's doing`(_ status: Int32, _ violations: Int) throws {
        var scene = Scene()
        scene.hold(2, .dead, from: 2_999, to: nil)
        scene.actors[1].end = 3_000
        scene.actors[1].isKilled = true
        scene.actors[1].exitStatus = status
        #expect(try scene.findings().violations.map(\.check) == Array(repeating: "exits", count: violations))
    }

    @Test func `a life that crashes before it is ready is not excused by the hold that awaits it`() throws {
        var scene = Scene()
        scene.restart(2, killed: 2_700, ready: 3_000)
        scene.coordinator.removeAll { if case .heldEnded = $0.event { true } else { false } }
        scene.actors[2].ready = 9_000
        scene.actors[2].applications = []
        scene.actors[2].end = 3_010
        scene.actors[2].isKilled = true
        scene.actors[2].exitStatus = Self.segmentationFault
        let violations = try scene.findings().violations
        #expect(violations.map(\.check) == ["exits"])
        #expect(violations.map(\.incarnation) == [2])
    }

    @Test func `the end message does not cover a crash behind it`() throws {
        var scene = Scene()
        scene.actors[1].end = 3_000
        #expect(try scene.findings().violations == [])
        scene.actors[1].exitStatus = Self.segmentationFault
        #expect(try scene.findings().violations(of: "exits").map(\.detail) == ["ended by signal 11"])
    }
}
