import Credentials
import Testing

@testable import Doubles

@Suite struct AuthorizationServerTests {
    @Test(
        arguments: [
            "/tenants/a/.well-known/openid-configuration", "/tenants/a/.well-known/oauth-authorization-server",
            "/.well-known/oauth-authorization-server/tenants/a",
        ])
    func `the document stands where both standards look for it`(_ path: String) throws {
        var bench = ServerBench()
        let response = bench.ask("GET", path).response
        let json = try response.json
        #expect(response.status == 200 && response.header("Content-Type") == "application/json")
        #expect(json["issuer"] == "http://127.0.0.1:1/tenants/a")
        #expect(json["registration_endpoint"] == "http://127.0.0.1:1/tenants/a/register")
    }

    @Test(arguments: ["/", "/tenants/b/register", "/tenants/a", "/tenants/a/other", "/tenants//register"])
    func `nothing is where nothing should be`(_ path: String) {
        var bench = ServerBench()
        #expect(bench.ask("POST", path).response.status == 404)
    }

    @Test func `who registers gets a client, with all that belongs to it`() throws {
        var bench = ServerBench(AuthorizationTenant(name: "a", secretLife: 60))
        let response = bench.register(ServerBench.wish(more: #","scope":"openid""#))
        let json = try response.json
        #expect(response.status == 201 && json["client_id"].hasPrefix("client-1-"))
        #expect(json["client_secret"].utf8.count == 64 && json["registration_access_token"].utf8.count == 64)
        #expect(json["client_id_issued_at"] == "1790000000" && json["client_secret_expires_at"] == "1790000060")
        #expect(json["registration_client_uri"] == "http://127.0.0.1:1/tenants/a/register/\(json["client_id"])")
        let entry = try #require(bench.server.entries.first)
        #expect(entry.redirectURI == "https://gw.test/cb" && entry.scope == "openid" && entry.state == .live)
        #expect(!entry.isAnswered)
        bench.server.answered(entry.clientID)
        #expect(bench.server.entries.first?.isAnswered == true)
    }

    @Test func `a public client gets no secret`() throws {
        var bench = ServerBench(AuthorizationTenant(name: "a", secretLife: 60))
        let json = try bench.register(ServerBench.wish(more: #","token_endpoint_auth_method":"none""#)).json
        #expect(json["client_secret"] == "" && json["client_secret_expires_at"] == "0")
    }

    @Test(
        arguments: [
            ("", "invalid_client_metadata"), ("[]", "invalid_client_metadata"),
            (#"{"redirect_uris":"x"}"#, "invalid_client_metadata"), ("{}", "invalid_redirect_uri"),
            (ServerBench.wish([]), "invalid_redirect_uri"),
            (ServerBench.wish(["http://gw.test/"]), "invalid_redirect_uri"),
            (ServerBench.wish(Array(repeating: "https://gw.test/", count: 11)), "invalid_redirect_uri"),
            (
                ServerBench.wish(more: ",\"client_name\":\"\(String(repeating: "n", count: 257))\""),
                "invalid_client_metadata"
            ),
            (
                ServerBench.wish(more: ",\"software_id\":\"\(String(repeating: "n", count: 257))\""),
                "invalid_client_metadata"
            ),
            (ServerBench.wish(more: #","software_id":"\u00e9""#), "invalid_client_metadata"),
            (ServerBench.wish(more: #","software_id":"a\tb""#), "invalid_client_metadata"),
            (ServerBench.wish(more: #","token_endpoint_auth_method":"private_key_jwt""#), "invalid_client_metadata"),
        ])
    func `a wish that breaks a rule is refused with its code`(_ wish: String, _ code: String) throws {
        var bench = ServerBench()
        let response = bench.register(wish)
        #expect(response.status == 400)
        #expect(try response.json["error"] == code)
        #expect(bench.server.entries.isEmpty)
    }

    @Test func `limits that are just kept are kept`() {
        var bench = ServerBench()
        let uris = Array(repeating: "http://localhost:1/cb", count: 10)
        let name = String(repeating: "n", count: 256)
        let wish = ServerBench.wish(uris, more: ",\"client_name\":\"\(name)\",\"software_id\":\"\(name)\"")
        #expect(bench.register(wish).status == 201)
    }

    @Test func `with an initial access token only its holders register`() throws {
        var bench = ServerBench(AuthorizationTenant(name: "a", initialAccessToken: Secret(text: "t0ken")))
        for bearer in [nil, "other", "t0ken2"] as [String?] {
            let response = bench.register(bearer: bearer)
            #expect(response.status == 401 && response.header("WWW-Authenticate") == "Bearer")
        }
        #expect(bench.register(bearer: "t0ken").status == 201)
    }

    @Test func `a client is looked at and withdrawn by who holds its token, once`() throws {
        var bench = ServerBench()
        let json = try bench.register().json
        let (path, token) = ("/tenants/a/register/\(json["client_id"])", json["registration_access_token"])
        #expect(bench.ask("GET", path, bearer: "other").response.status == 401)
        #expect(bench.ask("DELETE", path).response.status == 401)
        let shown = bench.ask("GET", path, bearer: token).response
        #expect(try shown.status == 200 && shown.json["client_id"] == json["client_id"])
        #expect(bench.ask("DELETE", path, bearer: token).response.status == 204)
        #expect(bench.server.entries.first?.state == .deleted)
        #expect(bench.ask("DELETE", path, bearer: token).response.status == 401)
        #expect(bench.ask("GET", "/tenants/a/register/client-9", bearer: token).response.status == 401)
    }

    @Test func `a server without management gives no means to withdraw`() throws {
        var tenant = AuthorizationTenant(name: "a")
        tenant.managesClients = false
        tenant.namesRegistration = false
        var bench = ServerBench(tenant)
        let json = try bench.register().json
        #expect(json["registration_access_token"] == "" && json["registration_client_uri"] == "")
        #expect(
            try bench.ask("GET", "/tenants/a/.well-known/openid-configuration").response.json["registration_endpoint"]
                == "")
    }

    @Test func `a client is good until its secret ends or it is gone`() throws {
        var bench = ServerBench(AuthorizationTenant(name: "a", secretLife: 10))
        let json = try bench.register().json
        let (id, secret) = (json["client_id"], json["client_secret"])
        func use(_ basic: String) -> Int { bench.ask("POST", "/tenants/a/token", basic: basic).response.status }
        #expect(use("\(id):\(secret)") == 200 && use("\(id):wrong") == 401 && use("nobody:\(secret)") == 401)
        let form = bench.ask("POST", "/tenants/a/token", body: "client_id=\(id)&client_secret=\(secret)", type: "x")
        #expect(form.response.status == 200)
        bench.now = WallTime(milliseconds: 1_790_000_010_000)
        #expect(use("\(id):\(secret)") == 200)
        bench.now = WallTime(milliseconds: 1_790_000_010_001)
        #expect(use("\(id):\(secret)") == 401)
        #expect(bench.server.entries.first.map { [$0.uses, $0.refusedUses] } == [3, 2])
    }

    @Test func `a secret that the server ends is refused, and its client can still be withdrawn`() throws {
        var bench = ServerBench(AuthorizationTenant(name: "a"), AuthorizationTenant(name: "b"))
        let (json, other) = (try bench.register().json, try bench.register(tenant: "b").json)
        func use(_ json: JSONTexts, _ tenant: String) -> Int {
            let basic = "\(json["client_id"]):\(json["client_secret"])"
            return bench.ask("POST", "/tenants/\(tenant)/token", basic: basic).response.status
        }
        let ended = bench.server.endSecrets(tenant: "a")
        #expect(ended == 1)
        #expect(use(json, "a") == 401 && use(other, "b") == 200)
        #expect(bench.server.entries.map(\.state) == [.live, .live])
        #expect(bench.server.entries.first?.secretExpiresAt == nil)
        let path = "/tenants/a/register/\(json["client_id"])"
        let answer = bench.ask("DELETE", path, bearer: json["registration_access_token"])
        let endedAgain = bench.server.endSecrets(tenant: "a")
        #expect(answer.response.status == 204 && endedAgain == 0)
    }

    @Test func `a server that is far away takes its time over every answer, and a fault takes more`() {
        var tenant = AuthorizationTenant(name: "a")
        tenant.latency = 5
        var bench = ServerBench(tenant)
        let document = bench.ask("GET", "/tenants/a/.well-known/openid-configuration")
        let isInForce = bench.server.inject(AuthorizationFault(id: .init(1), .slow, on: [.register], delay: 7))
        let registration = bench.ask("POST", "/tenants/a/register", body: ServerBench.wish())
        #expect(isInForce && document.delay == 5 && registration.delay == 12)
        #expect(bench.server.met(.init(1)) == 1 && bench.server.met(.init(2)) == nil)
    }

    @Test func `the ledger counts by key, and forgets nothing`() throws {
        var bench = ServerBench(AuthorizationTenant(name: "a"), AuthorizationTenant(name: "b"))
        for _ in 0..<3 { _ = bench.register() }
        _ = bench.register(tenant: "b")
        _ = bench.register(ServerBench.wish(["https://gw.test/other"]))
        let json = try bench.register().json
        _ = bench.ask(
            "DELETE", "/tenants/a/register/\(json["client_id"])", bearer: json["registration_access_token"])
        #expect(bench.server.forget(tenant: "b") == 1 && bench.server.forget(tenant: "b") == 0)
        func count(_ tenant: String, _ uri: String, _ live: Int, _ deleted: Int, _ forgotten: Int) -> LedgerCount {
            LedgerCount(
                tenant: tenant, redirectURI: uri, scope: "", live: live, deleted: deleted, forgotten: forgotten,
                unanswered: live)
        }
        #expect(
            bench.server.entries.counts == [
                count("a", "https://gw.test/cb", 3, 1, 0), count("a", "https://gw.test/other", 1, 0, 0),
                count("b", "https://gw.test/cb", 0, 0, 1),
            ])
    }
}

@Suite struct AuthorizationFaultTests {
    private func bench(
        _ kind: AuthorizationFault.Kind, on endpoints: Set<AuthorizationFault.Endpoint> = [.register],
        tenant: String? = nil, times: UInt32? = nil, delay: UInt64 = 0
    ) -> ServerBench {
        var bench = ServerBench(AuthorizationTenant(name: "a"), AuthorizationTenant(name: "b"))
        let fault = AuthorizationFault(
            id: .init(1), kind, on: endpoints, tenant: tenant, times: times, delay: delay)
        #expect(bench.server.inject(fault) && !bench.server.inject(fault))
        return bench
    }

    @Test func `a fault meets only what it is for, as often as it is for`() {
        var bench = bench(.status(503, retryAfter: 7), tenant: "a", times: 2)
        #expect(bench.register(tenant: "b").status == 201)
        #expect(bench.ask("GET", "/tenants/a/.well-known/openid-configuration").response.status == 200)
        let first = bench.register()
        #expect(first.status == 503 && first.header("Retry-After") == "7" && bench.register().status == 503)
        #expect(bench.register().status == 201)
        #expect(bench.server.lift(.init(1)) == 2 && bench.server.lift(.init(1)) == nil)
    }

    /// What is done although nobody hears of it, and what is not done.
    @Test(
        arguments: [
            (.slow, 1), (.loseAnswer, 1), (.hang, 1), (.drip(1, pause: 5), 1),
            (.oversized(1 << 30, declaresLength: false), 1), (.answer("<html>", contentType: "text/html"), 1),
            (.reset, 0), (.status(500, retryAfter: 0), 0), (.redirect(to: "http://10.0.0.1/"), 0),
            (.echoSecrets(400), 0),
        ] as [(AuthorizationFault.Kind, Int)])
    func `what a fault lets happen`(_ kind: AuthorizationFault.Kind, _ registrations: Int) {
        var bench = bench(kind, delay: 9)
        let reply = bench.ask("POST", "/tenants/a/register", body: ServerBench.wish())
        #expect(bench.server.entries.count == registrations && reply.delay == 9)
        switch kind {
        case .loseAnswer, .reset: #expect(reply.delivery == .reset)
        case .hang: #expect(reply.delivery == .hang)
        case .drip: #expect(reply.delivery == .drip(1, pause: 5) && reply.registered != nil)
        case .oversized:
            #expect(reply.response.body == .flood(1 << 30, declaresLength: false) && reply.registered == nil)
        case .answer: #expect(reply.response.text == "<html>" && reply.registered == nil)
        case .redirect: #expect(reply.response.status == 307 && reply.response.header("Location") == "http://10.0.0.1/")
        default: #expect(reply.delivery == .whole)
        }
    }

    @Test func `a document of another issuer`() throws {
        var bench = bench(.wrongIssuer, on: [.discovery])
        let response = bench.ask("GET", "/tenants/a/.well-known/openid-configuration").response
        #expect(try response.json["issuer"] == "http://127.0.0.1:1/tenants/a/other")
    }

    @Test func `a careless server echoes what it was sent and more`() throws {
        var bench = bench(.echoSecrets(401))
        let response = bench.register(bearer: "t0ken")
        #expect(response.status == 401 && response.text.contains("t0ken"))
        #expect(try response.json["client_secret"].utf8.count == 64)
    }
}

@Suite struct HTTPRequestParserTests {
    private func parse(_ text: String, step: Int = .max) -> HTTPRequestParser.Outcome {
        var parser = HTTPRequestParser()
        var outcome = HTTPRequestParser.Outcome.needsMore(sayContinue: false)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(step))
            rest = rest.dropFirst(piece.count)
            outcome = piece.withUnsafeBytes { parser.append($0) }
            if case .needsMore = outcome { continue }
            return outcome
        }
        return outcome
    }

    @Test(arguments: [Int.max, 1, 7])
    func `a request comes together from any pieces`(_ step: Int) {
        let text = "POST /a/b?c=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nX-A:  b\r\nx-a: c\r\n\r\nbody"
        let request = HTTPRequest(
            method: "POST", path: "/a/b", headers: ["host": "x", "content-length": "4", "x-a": "b"],
            body: Array("body".utf8))
        #expect(parse(text, step: step) == .request(request))
    }

    @Test(
        arguments: [
            ("GET /\r\n\r\n", 400), ("GET x HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nnonsense\r\n\r\n", 400), ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
            ("GET / HTTP/1.1\r\nx: " + String(repeating: "y", count: 17_000), 431),
        ])
    func `what is not understood is refused`(_ text: String, _ status: Int) {
        #expect(parse(text) == .refused(status: status))
    }

    @Test func `a client that waits for leave gets it once`() {
        var parser = HTTPRequestParser()
        let head = Array("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n".utf8)
        #expect(head.withUnsafeBytes { parser.append($0) } == .needsMore(sayContinue: true))
        #expect([UInt8(ascii: "a")].withUnsafeBytes { parser.append($0) } == .needsMore(sayContinue: false))
        guard case .request(let request) = [UInt8(ascii: "b")].withUnsafeBytes({ parser.append($0) }) else {
            Issue.record("no request")
            return
        }
        #expect(request.body == Array("ab".utf8))
    }
}
