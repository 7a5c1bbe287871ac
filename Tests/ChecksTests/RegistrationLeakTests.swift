@testable import Checks
import History
@testable import Scenario
import Testing

struct RegistrationLeakTests {
    private static let id = RegistrationID(0)

    private func counts(_ scene: Scene) throws -> [Double?] {
        let findings = try scene.findings()
        return [
            findings.metric("leaked.registrations"), findings.metric("leaked.registrations.unavoidable"),
            findings.metric("registrations.per-key.max"),
        ]
    }

    @Test func `what lost and is not listed is leaked`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        let loser = scene.make(by: 1, at: 1_202)
        scene.store(loser, by: 1, at: 1_215, .lost)
        let findings = try scene.findings()
        #expect(Set(findings.violations.map(\.check)) == ["registration-leaks", "one-registration"])
        #expect(try counts(scene) == [1, 0, 2])
        let leak = try #require(findings.violations(of: "registration-leaks").first)
        #expect(leak.replica == "r2")
        #expect(leak.credential == "c00000000002")
        #expect(
            leak.detail == "live for ever, registered by r2.1 at 204.0 ms: nobody uses it; "
                + "the row names c00000000001, and nobody has it listed for withdrawal")
    }

    /// Six and a half polls, a lease's life and `learn` behind the winner, at 1,210: at 6,560. The ledger is read 30 ms
    /// before the end.
    @Test(arguments: [(6_580.0, false), (6_600.0, true)])
    func `what is listed has its time, and no more`(_ end: Double, _ isLeaked: Bool) throws {
        var scene = Scene.withRegistrations(end: end)
        scene.register(at: 1_200)
        let loser = scene.make(by: 1, at: 1_202)
        scene.store(loser, by: 1, at: 1_215, .lost)
        scene.registered[loser].isListed = true
        #expect(try counts(scene) == [isLeaked ? 1 : 0, 0, isLeaked ? 2 : 1])
    }

    /// The first one lost to the second one, which stands since 1,510 and has six and a half polls, a lease's life and `learn`:
    /// until 6,860. What comes behind that does not give it any more time.
    @Test(arguments: [(6_800.0, false), (6_900.0, true)])
    func `each loser has its time from its own winner on`(_ next: Double, _ isLeaked: Bool) throws {
        var scene = Scene.withRegistrations(end: 9_000)
        scene.register(at: 1_200)
        scene.register(by: 2, at: 1_500, withdrawn: false)
        scene.register(by: 3, at: next, withdrawn: false)
        for loser in 0...1 { scene.registered[loser].isListed = true }
        let findings = try scene.findings()
        #expect(findings.metric("leaked.registrations") == (isLeaked ? 1 : 0))
        #expect(findings.metric("registrations.pending") == (isLeaked ? 1 : 2))
        let leak = findings.violations(of: "registration-leaks").first
        #expect(leak?.credential == (isLeaked ? "c00000000001" : nil))
        #expect((leak?.detail.hasSuffix("after c00000000002, the winner") ?? false) == isLeaked)
    }

    @Test func `a fault in that time gives it more`() throws {
        var scene = Scene.withRegistrations(end: 9_000)
        scene.register(at: 1_200)
        scene.register(by: 2, at: 1_500, withdrawn: false)
        scene.register(by: 3, at: 6_900, withdrawn: false)
        for loser in 0...1 { scene.registered[loser].isListed = true }
        scene.hold(1, .cutOff, from: 2_000, to: 2_500)
        #expect(try counts(scene) == [0, 0, 1])
    }

    @Test func `a server that hinders the withdrawal gives it more time`() throws {
        var scene = Scene.withRegistrations(end: 7_400)
        scene.register(at: 1_200)
        let loser = scene.make(by: 1, at: 1_202)
        scene.store(loser, by: 1, at: 1_215, .lost)
        scene.registered[loser].isListed = true
        scene.says(1, .requested(Self.id, .withdraw, number: 9), at: 6_000)
        scene.says(
            1, .answered(Self.id, .withdraw, number: 9, status: 503, client: .none, isOutcomeUnknown: false), at: 6_001)
        #expect(try counts(scene) == [0, 0, 1])
    }

    @Test func `what the server refuses to withdraw nobody can`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        let second = scene.register(by: 2, at: 2_000, withdrawn: false)
        #expect(second == 1)
        scene.says(1, .leaked(Self.id, client: scene.registered[0].client, status: 403), at: 3_100)
        #expect(try counts(scene) == [0, 1, 1])
    }

    @Test(arguments: [true, false])
    func `without means to withdraw it is the server's doing only where the plan says so`(_ manages: Bool) throws {
        var scene = Scene.withRegistrations()
        scene.plan.authorizationServer.managesClients = manages
        scene.register(at: 1_200)
        scene.register(by: 2, at: 2_000, withdrawn: false)
        scene.says(1, .leaked(Self.id, client: scene.registered[0].client, status: 0), at: 3_100)
        #expect(try counts(scene) == (manages ? [1, 0, 2] : [0, 1, 1]))
    }

    @Test(arguments: [(4_500.0, false), (3_000.0, true)])
    func `what is withdrawn while the ledger is read is not leaked`(_ at: Double, _ isLeaked: Bool) throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.register(by: 2, at: 1_500, withdrawn: false)
        scene.withdraw(0, by: 1, at: at)
        scene.registered[0].state = .live
        #expect(try counts(scene) == [isLeaked ? 1 : 0, 0, isLeaked ? 2 : 1])
    }

    @Test func `nor is what is replaced while it is read`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.register(by: 2, at: 4_900, withdrawn: false)
        #expect(try counts(scene) == [0, 0, 1])
        scene.registered.removeLast()
        #expect(try scene.findings().violations == [])
    }

    // MARK: answers that never came

    @Test(arguments: 0...3)
    func `each lost answer excuses one registration, and no more`(_ unknown: Int) throws {
        var scene = Scene.withRegistrations()
        scene.make(by: 1, at: 1_200, isAnswered: false)
        scene.make(by: 2, at: 1_300, isAnswered: false)
        for _ in 0..<unknown { scene.make(by: nil, at: 1_250) }
        scene.register(at: 1_400)
        let leaked = Double(unknown)
        #expect(try counts(scene) == [leaked, 2, 1 + leaked])
    }

    @Test func `a lost answer of another time or upstream excuses nothing`() throws {
        var scene = Scene.withRegistrations(end: 9_000, upstreams: ["acme", "globex"])
        scene.register(at: 1_400)
        scene.register(at: 1_500, upstream: 1)
        scene.make(1, by: 1, at: 7_000, isAnswered: false)
        scene.make(0, by: nil, at: 7_000)
        #expect(try counts(scene) == [1, 1, 2])
        scene.make(1, by: nil, at: 2_000)
        #expect(try counts(scene) == [2, 1, 2])
    }

    @Test(arguments: [true, false])
    func `an answer that says yes and cannot be read is a lost one, and a refusal is not`(_ says: Bool) throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_400)
        scene.says(1, .requested(Self.id, .register, number: 9), at: 1_200)
        scene.says(
            1,
            .answered(
                Self.id, .register, number: 9, status: says ? 201 : 400, client: .none, isOutcomeUnknown: false),
            at: 1_210)
        scene.make(by: nil, at: 1_205)
        #expect(try counts(scene) == (says ? [0, 1, 1] : [1, 0, 2]))
    }

    // MARK: holders that died

    /// Killed at 1,400, in the middle of a call, or between its answer and the store.
    @Test(arguments: [true, false])
    func `a holder that died leaves one`(_ isAnswered: Bool) throws {
        var scene = Scene.withRegistrations()
        scene.restart(2, killed: 1_400, ready: 1_700)
        if isAnswered {
            scene.make(by: scene.actor(2, at: 1_390), at: 1_390)
        } else {
            scene.says(scene.actor(2, at: 1_390), .requested(Self.id, .register, number: 9), at: 1_389)
            scene.make(by: nil, at: 1_395)
        }
        scene.register(at: 2_900)
        #expect(try scene.findings().violations == [])
        #expect(try counts(scene) == [0, 1, 1])
    }

    @Test func `a holder that lives and does not store it is to blame`() throws {
        var scene = Scene.withRegistrations()
        scene.make(by: 1, at: 1_390)
        scene.register(at: 2_900)
        #expect(try counts(scene) == [1, 0, 2])
        #expect(
            try scene.findings().violations(of: "registration-leaks").first?.detail.hasSuffix(
                "r2.1 has it and never stored it") == true)
        scene.hold(2, .cutOff, from: 1_300, to: nil)
        #expect(try counts(scene) == [0, 0, 1])
    }

    @Test func `what a dead holder had on the list is to be withdrawn by others`() throws {
        var scene = Scene.withRegistrations(end: 8_000)
        scene.restart(2, killed: 1_400, ready: 1_700)
        let loser = scene.make(by: scene.actor(2, at: 1_390), at: 1_390)
        scene.registered[loser].isListed = true
        scene.register(at: 1_500)
        #expect(try counts(scene) == [1, 0, 2])
    }

    // MARK: the last writer

    @Test func `the last writer of a fleet leaks all others, and each is named`() throws {
        var scene = Scene.withRegistrations(replicas: 4, claim: .lastWriter)
        for replica in 0..<4 {
            let at = 1_200 + Double(replica) * 10
            let number = scene.make(by: replica, at: at)
            scene.store(number, by: replica, at: at + 4)
            scene.uses(replica, number, at: at + 5)
            scene.showsRow(number, at: at + 6)
        }
        let findings = try scene.findings()
        #expect(findings.verdict == .fail)
        #expect(try counts(scene) == [3, 0, 4])
        #expect(findings.violations(of: "registration-leaks").map(\.replica) == ["r1", "r2", "r3"])
        let first = try #require(findings.violations(of: "registration-leaks").first)
        #expect(first.detail.contains("registered by r1.1 at 202.0 ms: in use by r1.1; the row names c00000000004"))
        let one = try #require(findings.violations(of: "one-registration").first)
        #expect(one.detail.hasPrefix("4 are live: c00000000001 registered by r1.1"))
        #expect(findings.violations(of: "registration-convergence").map(\.replica) == ["r1", "r2", "r3"])
        #expect(findings.status(of: "registration-agreement") == .skipped)
    }

    // MARK: what nobody looked at

    @Test func `without the ledger nothing is known`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.registered = []
        let findings = try scene.findings()
        #expect(findings.verdict == .inconclusive)
        #expect(findings.inconclusive == ["the authorization server's ledger of acme was not read"])
        #expect(findings.metrics["leaked.registrations"]?.samples == 0)
        #expect(findings.metrics["registrations.per-key.max"]?.samples == 0)
    }

    @Test func `where nobody could register nothing is leaked`() throws {
        var scene = Scene.withRegistrations()
        scene.says(0, .requested(Self.id, .register, number: 1), at: 1_200)
        scene.says(
            0, .answered(Self.id, .register, number: 1, status: 500, client: .none, isOutcomeUnknown: false), at: 1_201)
        scene.says(0, .failed(Self.id, .dcrCall), at: 1_202)
        let findings = try scene.findings()
        #expect(findings.verdict == .pass)
        #expect(try counts(scene) == [0, 0, 0])
    }

    @Test func `where nothing went wrong and nothing stands there, somebody should have registered`() throws {
        var scene = Scene.withRegistrations()
        scene.make(by: nil, at: 1_100)
        scene.registered[0].state = .deleted
        let found = try scene.findings().violations
        #expect(found.map(\.check) == ["one-registration"])
        #expect(found.first?.expected == "acme: a registration in the store")
    }

    /// A pause of a second and a tenth, `learn`, a lease's life and two `learn` behind the failure: at 5,602. The ledger is
    /// read 30 ms before the end.
    @Test(arguments: [(5_620.0, false), (5_640.0, true), (12_000, true)])
    func `something that went wrong once is no excuse for ever`(_ end: Double, _ isWrong: Bool) throws {
        var scene = Scene.withRegistrations(end: end)
        scene.make(by: nil, at: 1_100)
        scene.registered[0].state = .deleted
        scene.says(0, .failed(Self.id, .dcrCall), at: 1_202)
        #expect(try scene.findings().violations.map(\.check) == (isWrong ? ["one-registration"] : []))
    }

    /// The server asks for five seconds.
    @Test func `a server that asks for a longer pause gets it`() throws {
        var scene = Scene.withRegistrations(end: 9_000)
        scene.make(by: nil, at: 1_100)
        scene.registered[0].state = .deleted
        let fault = AuthorizationServerFault(
            kind: .status(429, retryAfter: 5), endpoints: [.register], upstream: nil, times: nil, duration: 100_000_000)
        scene.step(.authorizationServerFault(fault), from: 1_100, to: 1_210, proved: 1_205)
        scene.says(0, .failed(Self.id, .dcrCall), at: 1_202)
        #expect(try scene.findings().violations == [])
    }

    @Test func `a row of what the server never made is none`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.make(by: nil, at: 1_300)
        scene.registered[1].state = .deleted
        scene.registered.removeFirst()
        let found = try scene.findings().violations
        #expect(Set(found.map(\.check)) == ["one-registration", "registration-order"])
    }
}
