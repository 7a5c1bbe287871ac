@testable import Checks
import History
@testable import Scenario
import Testing

struct WithdrawalTests {
    /// The winner was registered at 2,005; polls are 500 ms.
    @Test(arguments: [(3_005.0, false), (3_000.0, true), (2_100.0, true)])
    func `nothing is withdrawn before two polls`(_ sent: Double, _ isHasty: Bool) throws {
        var scene = Scene.withRegistrations()
        let first = scene.register(at: 1_200)
        scene.register(by: 2, at: 2_000, withdrawn: false)
        scene.withdraw(first, by: 1, at: sent)
        let found = try scene.findings().violations
        #expect(found.map(\.check) == (isHasty ? ["withdrawals"] : []))
        #expect(found.allSatisfy { $0.expected.hasPrefix("acme: two polls, 1000 ms") })
        #expect(found.allSatisfy { $0.replica == "r2" && $0.credential == "c00000000001" })
    }

    @Test func `what the row names is not withdrawn`() throws {
        var scene = Scene.withRegistrations()
        let first = scene.register(at: 1_200)
        scene.withdraw(first, by: 0, at: 3_000)
        let found = try scene.findings().violations
        #expect(found.map(\.check) == ["withdrawals", "one-registration"])
        #expect(found.first?.detail == "withdrew what the row named")
        #expect(found.last?.detail == "it names c00000000001, which was withdrawn")
    }

    /// The row has gone, and who uses it has not put it back yet.
    private func lost(held: Bool) -> Scene {
        var scene = Scene.withRegistrations()
        let first = scene.register(at: 1_200)
        scene.fault(.dataLoss, from: 2_500, to: 2_510)
        scene.showsRow(nil, at: 2_520)
        if held { for replica: UInt32 in 1...3 { scene.hold(replica, .frozen, from: 2_400, to: 3_200) } }
        scene.withdraw(first, by: 0, at: 3_050)
        for actor in scene.actors.indices { scene.uses(actor, nil, at: 3_210) }
        scene.register(by: 3, at: 3_220)
        return scene
    }

    @Test func `what somebody uses is not withdrawn while nothing else stands there`() throws {
        let found = try lost(held: false).findings().violations(of: "withdrawals")
        #expect(found.first?.detail == "withdrew what r1.1 used, and nothing else stood there")
    }

    @Test func `who is held is not to blame, but there must be a winner`() throws {
        let found = try lost(held: true).findings().violations(of: "withdrawals")
        #expect(found.map(\.expected) == ["acme: something else in its place"])
    }

    @Test func `without any winner nothing is withdrawn`() throws {
        var scene = Scene.withRegistrations()
        let number = scene.make(by: 0, at: 1_200)
        scene.store(number, by: 0, at: 1_300, .fenced)
        scene.withdraw(number, by: 0, at: 4_000)
        let found = try scene.findings().violations(of: "withdrawals")
        #expect(found.map(\.detail) == ["withdrew it, and nothing above it stood in the store"])
    }

    @Test func `a loser that never stood there is withdrawn at the end of two polls`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        let loser = scene.make(by: 1, at: 1_202)
        scene.store(loser, by: 1, at: 1_215, .lost)
        scene.withdraw(loser, by: 1, at: 2_300)
        #expect(try scene.findings().violations == [])
    }
}
