@testable import Checks
import History
@testable import Scenario
import Testing

/// Each check of registrations with a history that violates it, and with one that just does not.
struct RegistrationCheckTests {
    @Test func `a fleet that registers once, renews in time and withdraws what it replaced passes`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200, ends: 4_000)
        scene.register(by: 2, at: 3_000, ends: 9_000)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.verdict == .pass)
        #expect(findings.metric("registrations.per-key.max") == 1)
        #expect(findings.metric("leaked.registrations") == 0)
        #expect(findings.metric("leaked.registrations.unavoidable") == 0)
        #expect(findings.metric("registration.expired-uses") == 0)
        #expect(findings.metrics["registration.expired-uses"]?.samples == 6)
        #expect(findings.metrics["registration.convergence.max"]?.samples == 6)
        #expect(findings.metric("registration.convergence.max") == 30)
        #expect(findings.metrics["registration.resolve.p50"]?.samples == 3)
        #expect(findings.metric("registration.resolve.max") == 238)
    }

    @Test func `registrations are not mentioned where the plan has none`() throws {
        let findings = try Scene().findings()
        #expect(findings.checks.allSatisfy { !$0.name.contains("registration") && $0.name != "withdrawals" })
        #expect(findings.metrics["leaked.registrations"] == nil)
    }

    // MARK: convergence

    @Test(arguments: [(600.0, false), (620.0, true)])
    func `whoever is alive uses what stands in the store within learn`(_ delay: Double, _ isLate: Bool) throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200, adopted: 20)
        scene.register(by: 2, at: 2_500, adopted: delay)
        let found = try scene.findings().violations(of: "registration-convergence")
        #expect(found.map(\.replica) == (isLate ? ["r1", "r3"] : []))
        #expect(found.allSatisfy { $0.detail.contains("overwritten c00000000001") })
    }

    @Test func `who never uses anything is late, and one that was held until then is not`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200, adopted: nil)
        scene.adopt(0, at: 1_240, by: [3])
        #expect(
            try scene.findings().violations(of: "registration-convergence").map(\.detail) == ["never used anything"])
        scene.hold(2, .frozen, from: 1_100, to: 4_800)
        #expect(try scene.findings().violations(of: "registration-convergence") == [])
    }

    @Test func `a row that stands too briefly obliges nobody`() throws {
        var scene = Scene.withRegistrations()
        let first = scene.register(at: 1_200, adopted: nil, withdrawn: false)
        scene.showsRow(nil, at: 1_700)
        scene.store(first, by: 0, at: 4_500, isPutBack: true)
        scene.showsRow(first, at: 4_502)
        #expect(try scene.findings().violations(of: "registration-convergence") == [])
    }

    @Test func `who falls back to an overwritten client is found out, behind learn`() throws {
        var scene = Scene.withRegistrations()
        let first = scene.register(at: 1_200)
        scene.register(by: 2, at: 2_000)
        scene.uses(2, nil, at: 2_800)
        scene.uses(2, first, at: 2_801)
        let findings = try scene.findings()
        #expect(findings.violations(of: "registration-convergence").map(\.replica) == ["r3"])
        #expect(findings.violations(of: "registration-order") == [])
    }

    @Test func `who has dropped what is dead waits for the next one`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.registered[0].state = .forgotten
        for actor in scene.actors.indices { scene.uses(actor, nil, at: 2_000) }
        scene.register(by: 2, at: 3_500)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metric("registrations.per-key.max") == 1)
    }

    /// A lease's life and two `learn` behind the drop: at 4,900.
    @Test(arguments: [(4_900.0, false), (4_920.0, true), (5_500.0, true)])
    func `but not for ever, while nothing goes wrong`(_ end: Double, _ isWrong: Bool) throws {
        var scene = Scene.withRegistrations(end: end)
        scene.register(at: 1_200)
        scene.uses(2, nil, at: 2_200)
        #expect(try scene.findings().violations.map(\.check) == (isWrong ? ["registration-agreement"] : []))
        scene.says(0, .failed(RegistrationID(0), .dcrCall), at: 2_300)
        #expect(try scene.findings().violations == [])
    }

    /// What went wrong at 2,300 excuses it for a pause of 1.1 s and a `learn` more: until 6,700.
    @Test(arguments: [(6_690.0, false), (6_720.0, true)])
    func `nor because something went wrong once`(_ end: Double, _ isWrong: Bool) throws {
        var scene = Scene.withRegistrations(end: end)
        scene.register(at: 1_200)
        scene.uses(2, nil, at: 2_200)
        scene.says(0, .failed(RegistrationID(0), .dcrCall), at: 2_300)
        #expect(try scene.findings().violations.map(\.check) == (isWrong ? ["registration-agreement"] : []))
    }

    // MARK: order

    @Test func `versions never fall`() throws {
        var scene = Scene.withRegistrations()
        let first = scene.register(at: 1_200)
        scene.register(by: 2, at: 2_000)
        scene.uses(2, first, at: 2_100)
        scene.uses(2, 1, at: 2_200)
        let found = try scene.findings().violations
        #expect(found.map(\.check) == ["registration-order"])
        #expect(found.map(\.replica) == ["r3"])
    }

    @Test func `one version is one client`() throws {
        var scene = Scene.withRegistrations()
        let first = scene.register(at: 1_200)
        scene.says(
            1,
            .used(
                RegistrationID(0), client: FingerprintBits(0xBAD), version: scene.version(of: first), secretEnds: 0),
            at: 1_300)
        let found = try scene.findings().violations(of: "registration-order")
        #expect(found.count == 2)
        #expect(found[0].detail.contains("stands for both"))
        #expect(found[1].detail == "its ledger has no such client")
    }

    // MARK: secrets

    /// The end is at 3,000; `timed` is 20 ms and `skew` 1 ms.
    @Test(arguments: [(3_021.0, 0), (3_022.0, 1)])
    func `nobody uses a secret that has ended`(_ dropped: Double, _ expected: Double) throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200, ends: 3_000)
        for actor in scene.actors.indices { scene.uses(actor, nil, at: actor == 1 ? dropped : 3_001) }
        scene.showsRow(nil, at: 3_002)
        scene.register(by: 2, at: 3_100)
        let findings = try scene.findings()
        #expect(findings.metric("registration.expired-uses") == expected)
        #expect(findings.violations.map(\.check) == (expected > 0 ? ["registration-secrets"] : []))
        #expect(findings.metrics["registration.expired-uses"]?.samples == 3)
    }

    @Test func `who is frozen then has until it runs again`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200, ends: 3_000)
        scene.hold(2, .frozen, from: 2_500, to: 3_500)
        for actor in scene.actors.indices { scene.uses(actor, nil, at: actor == 1 ? 3_515 : 3_001) }
        scene.showsRow(nil, at: 3_002)
        scene.register(by: 3, at: 3_530)
        #expect(try scene.findings().violations == [])
    }

    @Test func `what the server refuses of a live registration was not its secret`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.registered[0].refusedUses = 2
        let found = try scene.findings().violations
        #expect(found.map(\.check) == ["registration-secrets"])
        #expect(found.first?.detail == "it refused 2 uses: not with its secret")
        scene.registered[0].state = .forgotten
        #expect(try scene.findings().violations(of: "registration-secrets") == [])
    }

    // MARK: time to live

    /// The secret ends 6,000 ms behind the look; the tolerance is 22 ms.
    @Test(arguments: [(6_000, true), (5_980, true), (5_950, false), (6_020, true), (6_050, false), (-1, false)])
    func `a row lives as long as its secret`(_ life: Int64, _ isRight: Bool) throws {
        var scene = Scene.withRegistrations()
        let number = scene.register(at: 1_200, ends: 9_000)
        scene.showsRow(number, at: 3_000, life: life)
        #expect(try scene.findings().violations.map(\.check) == (isRight ? [] : ["registration-ttl"]))
    }

    @Test(arguments: [(-1, true), (5_000, false), (0, false)])
    func `a row without an end has none on any node`(_ life: Int64, _ isRight: Bool) throws {
        var scene = Scene.withRegistrations()
        scene.hasTwoNodes()
        let number = scene.register(at: 1_200)
        scene.showsRow(number, at: 3_000, life: life, node: Scene.second)
        #expect(try scene.findings().violations.map(\.check) == (isRight ? [] : ["registration-ttl"]))
    }

    @Test func `a secret that had ended when it was stored leaves a row for a second`() throws {
        var scene = Scene.withRegistrations(claim: .lastWriter)
        let number = scene.register(at: 2_200, ends: 2_000)
        scene.showsRow(number, at: 2_300, life: 910)
        #expect(try scene.findings().violations(of: "registration-ttl") == [])
        scene.showsRow(number, at: 2_400, life: 5_000)
        #expect(try scene.findings().violations(of: "registration-ttl").count == 1)
    }

    @Test(arguments: [false, true])
    func `a row that goes before its time is missed, unless a step took it`(_ isStep: Bool) throws {
        var scene = Scene.withRegistrations()
        let number = scene.register(at: 1_200, ends: 9_000)
        scene.showsRow(nil, at: 3_000)
        scene.store(number, by: 1, at: 3_020, isPutBack: true)
        scene.showsRow(number, at: 3_022)
        if isStep { scene.fault(.dataLoss, from: 2_990, to: 3_001) }
        #expect(try scene.findings().violations.map(\.check) == (isStep ? [] : ["registration-ttl"]))
    }
}
