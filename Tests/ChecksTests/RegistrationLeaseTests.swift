@testable import Checks
import History
@testable import Scenario
import Testing

struct RegistrationLeaseTests {
    private static let id = RegistrationID(0)

    @Test(arguments: [(2, true), (1, false)])
    func `no two lives ever have the same lease`(_ replica: UInt32, _ isWrong: Bool) throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        let other = scene.actor(replica, at: 2_000)
        scene.says(other, .lease(Self.id, .taken, fence: Clock.unix(1_200)), at: 2_000)
        let found = try scene.findings().violations
        #expect(found.map(\.check) == (isWrong ? ["registration-leases"] : []))
        #expect(found.allSatisfy { $0.replica == "r2" && $0.detail.contains("which r1.1 has since 200.0 ms") })
    }

    @Test func `nor has the next life of the same replica`() throws {
        var scene = Scene.withRegistrations()
        scene.restart(1, killed: 1_400, ready: 1_700)
        scene.register(at: 1_200)
        scene.says(scene.actor(1, at: 1_750), .lease(Self.id, .taken, fence: Clock.unix(1_200)), at: 1_750)
        scene.adopt(0, at: 1_760, by: [1])
        #expect(try scene.findings().violations(of: "registration-leases").map(\.incarnation) == [2])
    }

    /// The first one's put, whose answer it gets at 2,300, when the second one has had the lease since 2,000.
    private func scene(_ end: (inout Scene) -> Void) -> Scene {
        var scene = Scene.withRegistrations()
        scene.says(0, .lease(Self.id, .taken, fence: 100), at: 1_200)
        scene.says(1, .lease(Self.id, .taken, fence: 101), at: 2_000)
        end(&scene)
        let number = scene.make(by: 0, at: 2_298)
        scene.store(number, by: 0, at: 2_310)
        scene.showsRow(number, at: 2_315)
        for actor in scene.actors.indices { scene.uses(actor, number, at: 2_340) }
        return scene
    }

    @Test func `nothing is written under an older lease while a newer one is in force`() throws {
        let found = try scene { _ in }.findings().violations
        #expect(found.map(\.check) == ["registration-leases"])
        #expect(found.first?.replica == "r1")
        #expect(found.first?.detail == "r2.1 held lease 101 all the while")
    }

    @Test(arguments: [LeaseChange.released, .lost])
    func `a newer one that was given up without a registration is no obstacle`(_ change: LeaseChange) throws {
        let scene = scene { $0.says(1, .lease(Self.id, change, fence: 101), at: 2_200) }
        #expect(try scene.findings().violations == [])
    }

    @Test func `a holder that died has it for its time to live, and no longer`() throws {
        var scene = Scene.withRegistrations()
        scene.restart(2, killed: 1_300, ready: 1_500)
        scene.says(0, .lease(Self.id, .taken, fence: 100), at: 1_150)
        scene.says(1, .lease(Self.id, .taken, fence: 101), at: 1_200)
        let number = scene.make(by: 0, at: 3_000)
        scene.store(number, by: 0, at: 3_010)
        scene.showsRow(number, at: 3_012)
        scene.adopt(number, at: 3_040)
        #expect(try scene.findings().violations == [])
    }

    private func overwritten(_ change: (inout Scene) -> Void) -> Scene {
        var scene = Scene.withRegistrations()
        scene.says(0, .lease(Self.id, .taken, fence: 100), at: 1_150)
        scene.register(by: 2, at: 1_200)
        change(&scene)
        let number = scene.make(by: 0, at: 2_000)
        scene.store(number, by: 0, at: 2_010)
        scene.showsRow(number, at: 2_012)
        scene.adopt(number, at: 2_040)
        scene.withdraw(0, by: 0, at: 3_100)
        return scene
    }

    @Test func `what was written under a newer lease is not overwritten under an older one`() throws {
        let found = try overwritten { _ in }.findings().violations
        #expect(found.map(\.check) == ["registration-leases"])
        #expect(found.first?.detail.contains("which r2.1 had written under lease") == true)
    }

    @Test func `unless it was lost meanwhile`() throws {
        let scene = overwritten {
            $0.fault(.dataLoss, from: 1_600, to: 1_610)
            $0.showsRow(nil, at: 1_620)
        }
        #expect(try scene.findings().violations(of: "registration-leases") == [])
    }

    @Test func `what is put back knows no lease`() throws {
        var scene = Scene.withRegistrations()
        let number = scene.register(at: 1_200)
        scene.says(1, .lease(Self.id, .taken, fence: Clock.unix(2_000)), at: 2_000)
        scene.store(number, by: 0, at: 2_100, isPutBack: true)
        #expect(try scene.findings().violations == [])
    }
}
