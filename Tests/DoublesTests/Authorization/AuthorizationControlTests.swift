import Credentials
import RedisFixture
import RedisLink
import ReplicaProcess
import Testing

@testable import Doubles

@Suite struct AuthorizationControlTests {
    private static var tenant: AuthorizationTenant {
        var tenant = AuthorizationTenant(name: "b", initialAccessToken: Secret(text: "t"), secretLife: 9)
        tenant.authMethods = nil
        tenant.managesClients = false
        return tenant
    }

    private static let faults: [AuthorizationFault.Kind] = [
        .slow, .status(429, retryAfter: 3), .echoSecrets(400), .loseAnswer, .hang, .reset,
        .oversized(5, declaresLength: true), .drip(1, pause: 2), .wrongIssuer, .redirect(to: "x"),
        .answer("a", contentType: "b"),
    ]

    private static let entry = LedgerEntry(
        tenant: "a", redirectURI: "r", scope: "s", clientID: "c", registeredAt: UnixSeconds(5), secretExpiresAt: nil,
        state: .deleted, isAnswered: true, uses: 3, refusedUses: 4)

    @Test func `orders come back from the wire as they were`() throws {
        let faults = Self.faults.map {
            AuthorizationOrder.inject(
                AuthorizationFault(id: .init(7), $0, on: [.token, .read], tenant: "a", times: 2, delay: 5))
        }
        let orders: [AuthorizationOrder] =
            faults + [
                .tenants([AuthorizationTenant(name: "a"), Self.tenant]), .lift(.init(1)), .forget(tenant: nil),
                .forget(tenant: "a"), .ledger(from: 200), .met(.init(3)),
                .endSecrets(tenant: nil), .endSecrets(tenant: "a"),
                .inject(AuthorizationFault(id: .init(1), .slow, on: [])),
            ]
        for order in orders {
            let message = Numbered(number: 9, body: order)
            #expect(try Numbered<AuthorizationOrder>(decoding: message.encoded) == message)
        }
    }

    @Test func `reports come back from the wire as they were`() throws {
        let reports: [AuthorizationReport] = [
            .hello(pid: 5, port: 6), .done, .count(7), .ledger([Self.entry, Self.entry]),
            .refused(AuthorizationError(.faultInForce, "fault 1")),
        ]
        for report in reports {
            let message = Numbered(number: 9, body: report)
            #expect(try Numbered<AuthorizationReport>(decoding: message.encoded) == message)
        }
    }

    @Test(arguments: [[], [1, 2, 3], [0, 0, 0, 0, 99], [0, 0, 0, 0, 2, 1]] as [[UInt8]])
    func `what is no message is none`(_ bytes: [UInt8]) {
        #expect(throws: WireError.self) { try Numbered<AuthorizationOrder>(decoding: bytes) }
    }

    /// Both ends on one loop.
    private static func withBoth(
        _ body: @escaping @Sendable (AuthorizationServerClient, AuthorizationHost, EventLoop) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let client = try AuthorizationServerClient(controlPath: "\(folder.path)/c", on: loop)
            let host = try AuthorizationHost(on: loop, clock: { WallTime(milliseconds: 1_790_000_000_000) })
            let control = try PacketSocket.connect(to: "\(folder.path)/c")
            var hasClosed = false
            let service = AuthorizationService(control: control, host: host, pid: 77) { hasClosed = true }
            try await client.connected()
            #expect(client.pid == 77 && client.port == host.port)
            try await body(client, host, loop)
            client.close()
            try await loop.until("the helper notices") { hasClosed }
            host.shut()
            withExtendedLifetime(service) {}
        }
    }

    @Test func `what is ordered is done, and told`() async throws {
        try await Self.withBoth { client, host, _ in
            try await client.setTenants([AuthorizationTenant(name: "a")])
            let fault = AuthorizationFault(id: .init(1), .status(500, retryAfter: 0), on: [.register], times: 1)
            try await client.inject(fault)
            await #expect(throws: AuthorizationError(.faultInForce, "fault 1")) { try await client.inject(fault) }
            let request = HTTPRequest(
                method: "POST", path: "/tenants/a/register", headers: ["content-type": "application/json"],
                body: Array(ServerBench.wish().utf8))
            for _ in 0..<451 { _ = host.answer(to: request) }
            #expect(try await client.met(.init(1)) == 1)
            #expect(try await client.lift(.init(1)) == 1)
            await #expect(throws: AuthorizationError(.noSuchFault, "fault 1")) { try await client.met(.init(1)) }
            await #expect(throws: AuthorizationError(.noSuchFault, "fault 1")) { try await client.lift(.init(1)) }
            let ledger = try await client.ledger()
            #expect(ledger == host.server.entries && ledger.count == 450)
            #expect(try await client.endSecrets(tenant: "b") == 0)
            #expect(try await client.endSecrets() == 450)
            #expect(try await client.endSecrets() == 0)
            #expect(try await client.forget() == 450)
            #expect(try await client.ledger().counts.first?.forgotten == 450)
            #expect(client.issuer("a") == "http://127.0.0.1:\(host.port)/tenants/a")
        }
    }

    @Test func `a helper that is gone is noticed, and asked no more`() async throws {
        let folder = try TemporaryFolder()
        try await withLoop { loop in
            let client = try AuthorizationServerClient(controlPath: "\(folder.path)/c", on: loop)
            var losses = 0
            client.onLost = { losses += 1 }
            var control: PacketSocket? = try PacketSocket.connect(to: "\(folder.path)/c")
            control?.send(Numbered(number: 0, body: AuthorizationReport.hello(pid: 1, port: 2)).encoded)
            try await client.connected()
            control = nil
            try await loop.until("the loss is noticed") { losses == 1 }
            await #expect(throws: AuthorizationError.self) { try await client.ledger() }
        }
    }
}
