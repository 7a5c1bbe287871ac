@testable import Checks
import History
@testable import Scenario
import Testing

/// What stands in the store opens the door that it is for.
struct RegistrationUseTests {
    private static let id = RegistrationID(0)

    /// One registration, in force from 1,210 on, and a step that asks one replica at 2,000.
    private func scene(_ result: ShownResult, ends: Double? = nil, at: Double = 2_000) -> Scene {
        var scene = Scene.withRegistrations()
        let number = scene.register(at: 1_200, ends: ends)
        scene.step(.useRegistrations(UseRegistrations()), from: at - 1, to: at + 10)
        scene.shows(2, result, of: number, at: at)
        return scene
    }

    @Test func `who is let in with what stands there passes, and is counted`() throws {
        let findings = try scene(.accepted).findings()
        #expect(findings.violations == [])
        #expect(findings.verdict == .pass)
        #expect(findings.metric("registration.uses") == 1)
        #expect(findings.metrics["registration.uses"]?.samples == 1)
    }

    @Test(arguments: [ShownResult.refused, .failed, .unanswered, .nothing])
    func `anything else than yes is a violation`(_ result: ShownResult) throws {
        let findings = try scene(result).findings()
        #expect(findings.verdict == .fail)
        #expect(findings.violations.map(\.check) == ["registration-uses"])
        #expect(findings.violations.first?.replica == "r2")
        #expect(findings.violations.first?.expected.contains("accepted, with c00000000001") == true)
        #expect(findings.metric("registration.uses") == 0)
    }

    @Test func `a replica that died meanwhile says nothing`() throws {
        let findings = try scene(.gone).findings()
        #expect(findings.violations == [])
        #expect(findings.metrics["registration.uses"]?.samples == 0)
    }

    /// The row stands since 1,210.2, and `learn` is 600 ms.
    @Test(arguments: [(1_805.0, false), (1_815.0, true)])
    func `it is owed when there was the time to adopt it`(_ at: Double, _ isOwed: Bool) throws {
        #expect(try scene(.nothing, at: at).findings().violations.isEmpty == !isOwed)
    }

    @Test func `nothing is owed to one that is held`() throws {
        var scene = scene(.unanswered)
        scene.hold(2, .frozen, from: 1_990, to: 2_200)
        #expect(try scene.findings().violations == [])
    }

    @Test(arguments: [(3_000.0, 2_000.0, true), (3_000, 3_010, false)])
    func `nor behind the end of its secret`(_ ends: Double, _ at: Double, _ isOwed: Bool) throws {
        var scene = scene(.refused, ends: ends, at: at)
        for actor in scene.actors.indices { scene.uses(actor, nil, at: 3_001) }
        scene.showsRow(nil, at: 3_020)
        scene.register(by: 2, at: 3_100)
        #expect(try scene.findings().violations.isEmpty == !isOwed)
    }

    @Test(arguments: [nil, "acme", "globex"] as [String?])
    func `nor of what the server was made to refuse`(_ upstream: String?) throws {
        var scene = scene(.refused)
        scene.step(.expireRegistrations(ExpireRegistrations(upstream: upstream)), from: 1_900, to: 1_905)
        #expect(try scene.findings().violations.isEmpty == (upstream != "globex"))
    }

    @Test func `but what was made behind that is as good as ever`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.step(.expireRegistrations(ExpireRegistrations()), from: 1_900, to: 1_905)
        scene.register(by: 2, at: 2_000)
        scene.step(.useRegistrations(UseRegistrations()), from: 2_990, to: 3_010)
        scene.shows(1, .refused, at: 3_000)
        #expect(try scene.findings().violations.map(\.check) == ["registration-uses"])
    }

    @Test func `nor while the server misbehaves`() throws {
        var scene = scene(.failed)
        let fault = AuthorizationServerFault(
            kind: .reset, endpoints: [.token], upstream: nil, times: nil, duration: 1_000_000_000)
        scene.step(.authorizationServerFault(fault), from: 1_900, to: 2_900)
        #expect(try scene.findings().violations == [])
    }

    /// A client that says that it was let in, without asking.
    @Test func `the server has let in as often as replicas say`() throws {
        var scene = scene(.accepted)
        scene.registered[0].uses = 0
        let found = try scene.findings().violations
        #expect(found.map(\.check) == ["registration-uses"])
        #expect(found.first?.detail == "it let in 0")
    }

    @Test func `a step that asks nobody shows nothing`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.step(.useRegistrations(UseRegistrations()), from: 2_000, to: 2_001)
        let findings = try scene.findings()
        #expect(findings.verdict == .inconclusive)
        #expect(findings.inconclusive == ["use-registrations at 1000ms asked nobody"])
    }
}
