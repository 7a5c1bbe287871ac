import Credentials
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import Doubles
@testable import ReplicaProcess

/// A replica's HTTP client against the double, which misbehaves in each of its ways.
@Suite struct HTTPFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: AuthorizationFault.Kind
        var delay: UInt64 = 0
        /// Milliseconds.
        var limit: UInt64 = 10_000
        var status: Int?
        var flaw: RegistrationTransportFlaw?
        /// What the ledger has afterwards.
        var registered = 1
        var testDescription: String { "\(kind)" }
    }

    static let cases: [Case] = [
        Case(kind: .slow, delay: 20_000_000, status: 201),
        Case(kind: .status(503, retryAfter: 7), status: 503, registered: 0),
        Case(kind: .echoSecrets(401), status: 401, registered: 0),
        Case(kind: .loseAnswer, flaw: .lost), Case(kind: .reset, flaw: .lost, registered: 0),
        Case(kind: .hang, limit: 150, flaw: .deadline),
        Case(kind: .slow, delay: 5_000_000_000, limit: 150, flaw: .deadline),
        Case(kind: .drip(1, pause: 20_000_000), limit: 150, flaw: .deadline),
        Case(kind: .oversized(1 << 30, declaresLength: true), flaw: .tooLarge),
        Case(kind: .oversized(1 << 30, declaresLength: false), flaw: .tooLarge),
        Case(kind: .oversized(1 << 20, declaresLength: false), status: 201),
        Case(kind: .oversized(1 << 20 + 1, declaresLength: false), flaw: .tooLarge),
        Case(kind: .redirect(to: "http://10.0.0.1/register"), flaw: .refusedRedirect, registered: 0),
        Case(kind: .redirect(to: "/tenants/a/register"), flaw: .refusedRedirect, registered: 0),
        Case(kind: .answer("<html>", contentType: "text/html; charset=utf-8"), status: 201),
        Case(kind: .answer("", contentType: "application/json"), status: 201),
    ]

    @Test(arguments: cases)
    func `each fault has its answer, within its limit, and leaves nothing behind`(_ fault: Case) async throws {
        try await withLoop { loop in
            let host = try AuthorizationHost(on: loop, clock: { WallTime(milliseconds: 1_790_000_000_000) })
            defer { host.shut() }
            host.change { server in
                server.set(AuthorizationTenant(name: "a"))
                _ = server.inject(
                    AuthorizationFault(id: .init(1), fault.kind, on: [.register], delay: fault.delay))
            }
            let stand = HTTPStand(on: loop)
            let url = "http://127.0.0.1:\(host.port)/tenants/a/register"
            let start = loop.now
            let answer = await stand.ask(HTTPStand.post(url, ServerBench.wish(), within: fault.limit))
            #expect(answer.flaw == fault.flaw && answer.response?.status == fault.status, "\(answer)")
            if fault.flaw == .deadline { #expect(loop.now - start >= fault.limit * 1_000_000) }
            #expect(host.server.entries.count == fault.registered)
            try await stand.untilNothingIsLeft(of: host.port)
            try await loop.until("the server is rid of it") { host.openConnections == 0 || fault.kind == .hang }
        }
    }

    @Test func `status, type, body and the wait that was asked for arrive`() async throws {
        try await withLoop { loop in
            let host = try AuthorizationHost(on: loop, clock: { WallTime(milliseconds: 1_790_000_000_000) })
            defer { host.shut() }
            host.change { server in
                server.set(AuthorizationTenant(name: "a"))
                let fault = AuthorizationFault.Kind.status(429, retryAfter: 30)
                _ = server.inject(AuthorizationFault(id: .init(1), fault, on: [.register], times: 1))
            }
            let stand = HTTPStand(on: loop)
            let post = HTTPStand.post("http://localhost:\(host.port)/tenants/a/register", ServerBench.wish())
            let refused = try #require(await stand.ask(post).response)
            #expect(refused.status == 429 && refused.retryAfter == 30 && refused.isJSON)
            #expect(String(decoding: refused.body, as: UTF8.self).contains("temporarily_unavailable"))
            let good = try #require(await stand.ask(post).response)
            #expect(good.status == 201 && good.contentType == "application/json" && good.retryAfter == nil)
            #expect(good.issuedClient == host.server.entries.first?.clientID)
        }
    }

    @Test func `a registration is taken back with the token that came with it`() async throws {
        try await withLoop { loop in
            let host = try AuthorizationHost(on: loop, clock: { WallTime(milliseconds: 1_790_000_000_000) })
            defer { host.shut() }
            host.change { $0.set(AuthorizationTenant(name: "a", initialAccessToken: Secret(text: "first"))) }
            let stand = HTTPStand(on: loop)
            var post = HTTPStand.post("http://127.0.0.1:\(host.port)/tenants/a/register", ServerBench.wish())
            #expect(await stand.ask(post).response?.status == 401)
            post.proof = .bearer(Secret(text: "first"))
            let client = try IssuedClient(json: try #require(await stand.ask(post).response).body)
            let token = try #require(client.managementToken)
            let delete = HTTPCall(
                method: .delete, url: client.managementURI, proof: .bearer(token), timeLimit: 10_000_000_000,
                mayBePrivate: true)
            #expect(await stand.ask(delete).response == RegistrationResponse(status: 204))
            #expect(host.server.entries.map(\.state) == [.deleted])
        }
    }

    @Test func `many at once are all answered, and more than the limit are told so`() async throws {
        try await withLoop { loop in
            let host = try AuthorizationHost(on: loop, clock: { WallTime(milliseconds: 1_790_000_000_000) })
            defer { host.shut() }
            host.change { $0.set(AuthorizationTenant(name: "a")) }
            let stand = HTTPStand(on: loop)
            let post = HTTPStand.post("http://127.0.0.1:\(host.port)/tenants/a/register", ServerBench.wish())
            var answers: [HTTPClient.Answer] = []
            for _ in 0..<HTTPClient.mostAtOnce + 1 { stand.client.send(post) { answers.append($0) } }
            #expect(answers.isEmpty, "nothing is answered from inside the call")
            try await loop.until("all are answered") { answers.count == HTTPClient.mostAtOnce + 1 }
            #expect(answers.count { $0.response?.status == 201 } == HTTPClient.mostAtOnce)
            #expect(answers.count { $0.flaw == .unreachable } == 1)
            try await stand.untilNothingIsLeft(of: host.port)
        }
    }
}
