import Credentials
import History
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import Doubles
@testable import ReplicaProcess

/// What callers inside a replica get, and what comes of its use.
@Suite struct RegistrationUseTests {
    static let methods: [[String]] = [["client_secret_basic"], ["client_secret_post"], ["none"]]

    private static func tenant(_ methods: [String]) -> AuthorizationTenant {
        var tenant = AuthorizationTenant(name: "a")
        tenant.authMethods = methods
        return tenant
    }

    @Test(arguments: methods)
    func `a replica proves that it is the client, in the way that it registered for`(_ methods: [String]) async throws {
        try await DriverStand.with(Self.tenant(methods)) { stand, loop in
            let member = try stand.start()
            try await stand.untilAllResolved()
            #expect(stand.held(member)?.authMethod == methods.first)
            #expect(try await stand.use(by: member, 7) == .accepted)
            #expect(stand.host.server.entries.map(\.uses) == [1])
            let uses = stand.events(member).filter {
                switch $0 {
                case .requested(_, .use, _), .answered(_, .use, _, 200, _, false): true
                default: false
                }
            }
            #expect(uses.count == 2)
        }
    }

    @Test func `a client that the server lost is refused once, and the next use passes`() async throws {
        try await DriverStand.with { stand, loop in
            let member = try stand.start()
            try await stand.untilAllResolved()
            let first = try #require(stand.held(member)?.clientID)
            _ = stand.host.change { $0.forget(tenant: nil) }
            #expect(try await stand.use(by: member, 1) == .refused)
            #expect(try await stand.use(by: member, 2) == .accepted)
            let clients = stand.host.server.entries.map(\.clientID)
            #expect(clients.count == 2 && clients[0] == first && stand.held(member)?.clientID == clients[1])
        }
    }

    @Test(arguments: [
        (AuthorizationFault.Kind.status(503, retryAfter: 0), RegistrationUse.failed),
        (.loseAnswer, .unanswered), (.redirect(to: "/"), .unanswered),
        (.answer("{\"error\":\"invalid_client\"}", contentType: "application/json"), .accepted),
    ])
    func `another trouble at use changes nothing`(_ kind: AuthorizationFault.Kind, _ use: RegistrationUse) async throws
    {
        try await DriverStand.with { stand, loop in
            let member = try stand.start()
            try await stand.untilAllResolved()
            let held = stand.held(member)
            stand.inject(kind, on: [.token])
            #expect(try await stand.use(by: member, 1) == use)
            #expect(stand.held(member) == held && stand.host.server.entries.count == 1)
        }
    }

    @Test func `without a registration there is nothing to use`() async throws {
        try await DriverStand.with { stand, loop in
            stand.inject(.hang, on: [.discovery])
            let member = try stand.start()
            #expect(try await stand.use(by: member, 1) == .nothing)
        }
    }

    @Test func `callers wait for one resolver, and one that goes takes nobody with it`() async throws {
        try await DriverStand.with { stand, loop in
            stand.inject(.slow, on: [.register], delay: 200_000_000)
            let driver = try stand.start().driver
            var got: [String] = []
            var unavailable: [RegistrationUnavailable] = []
            func call(within limit: UInt64 = 20_000_000_000) async {
                do throws(RegistrationUnavailable) {
                    got.append(try await driver.registration(for: DriverStand.id, within: limit).clientID)
                } catch {
                    unavailable.append(error)
                }
            }
            nonisolated(unsafe) let first = call
            let leader = Task(executorPreference: loop.executor) { await first(20_000_000_000) }
            for _ in 0..<5 { loop.spawn { await call() } }
            loop.spawn { await call(within: 1_000_000) }
            try await loop.until("one gives up") { unavailable == [.deadline] }
            leader.cancel()
            try await loop.until("the first is told") { unavailable == [.deadline, .cancelled] }
            try await loop.until("the others have it") { got.count == 5 }
            #expect(Set(got) == Set(stand.host.server.entries.map(\.clientID)) && stand.host.server.entries.count == 1)
        }
    }

    @Test func `callers are told why there is none, and later ones get it`() async throws {
        try await DriverStand.with { stand, loop in
            stand.inject(.wrongIssuer, on: [.discovery])
            let driver = try stand.start().driver
            let error = await #expect(throws: RegistrationUnavailable.self) {
                _ = try await driver.registration(for: DriverStand.id, within: 20_000_000_000)
            }
            guard case .failed(let failure)? = error else { throw FixtureError("\(String(describing: error))") }
            #expect(failure.step == .metadataDiscovery && failure.cause == .issuerMismatch)
            stand.lift()
            _ = try await driver.registration(for: DriverStand.id, within: 20_000_000_000)
            await #expect(throws: RegistrationUnavailable.ended) {
                _ = try await driver.registration(for: RegistrationID(9), within: 1)
            }
        }
    }
}
