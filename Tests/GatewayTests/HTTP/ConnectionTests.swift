import RedisFixture
import Testing

@testable import Gateway

/// What one client may take of the server: time, bytes and connections have their limits.
@Suite struct ConnectionTests {
    private func limits(_ change: (inout GatewayLimits) -> Void) -> GatewayLimits {
        var limits = GatewayLimits()
        change(&limits)
        return limits
    }

    @Test func `pipelined requests are answered in their order`() throws {
        let connection = try FaceStage().connect()
        let paths = ["/v1/x", "/api/x", "/nowhere", "/healthz"]
        for _ in 0..<50 { connection.send(paths.map { request("GET", $0) }.joined()) }
        for _ in 0..<50 {
            #expect(try paths.map { _ in try connection.answer().status } == [401, 401, 404, 200])
        }
    }

    @Test func `what comes before nonsense is answered first`() throws {
        let connection = try FaceStage().connect()
        connection.send(request("GET", "/v1/x", bearer) + "NONSENSE\r\n\r\n")
        #expect(try connection.answer().status == 200)
        #expect(try connection.answer().contract == .badRequest)
        #expect(connection.isEndedByPeer())
    }

    @Test func `a body that nobody reads is read past`() throws {
        let connection = try FaceStage().connect()
        connection.send(request("POST", "/v1/x", bearer, body: String(repeating: "b", count: 40_000)))
        connection.send(request("GET", "/api/x", bearer))
        #expect(try connection.answer().status == 200)
        #expect(try connection.answer().status == 200)
    }

    @Test(arguments: ["/v1/x", "/admin/api/v1/auth-keys"])
    func `a body that is announced too large is 413 and not read`(_ path: String) throws {
        let connection = try FaceStage().connect()
        connection.send(request("POST", path, bearer, "Content-Type: application/json", "Content-Length: 100000"))
        let answer = try connection.answer()
        #expect(answer.contract == .tooLarge)
        #expect(answer.headers["connection"] == "close")
        #expect(connection.isEndedByPeer())
    }

    @Test func `a body that grows too large is 413, however it comes`() throws {
        let connection = try FaceStage().connect()
        let head = request(
            "POST", "/admin/api/v1/auth-keys", bearer, "Content-Type: application/json", "Transfer-Encoding: chunked")
        let chunk = "4000\r\n" + String(repeating: "a", count: 0x4000) + "\r\n"
        connection.send(head + String(repeating: chunk, count: 6) + "0\r\n\r\n")
        #expect(try connection.answer().contract == .tooLarge)
        #expect(connection.isEndedByPeer())
    }

    @Test func `a refused client cannot make the server read for ever`() throws {
        let connection = try FaceStage().connect()
        connection.send(request("POST", "/v1/x", "Transfer-Encoding: chunked"))
        #expect(try connection.answer().contract == .unauthorized)
        let chunk = "4000\r\n" + String(repeating: "a", count: 0x4000) + "\r\n"
        for _ in 0..<10 where !connection.isEnded { connection.send(chunk) }
        #expect(connection.isEndedByPeer())
    }

    @Test func `a head that drips is cut off`() throws {
        let stage = try FaceStage(limits: limits { $0.idle = .milliseconds(200) })
        let connection = try stage.connect()
        connection.send("GET /healthz HTTP/1.1\r\nX: ")
        try waitUntil("the server gives up", every: 20) {
            connection.send("a")
            connection.receive(within: 0)
            return connection.isEnded
        }
    }

    @Test func `a body that drips is cut off`() throws {
        let stage = try FaceStage(
            limits: limits {
                $0.request = .milliseconds(200)
                $0.idle = .seconds(30)
            })
        let connection = try stage.connect()
        connection.send(
            request(
                "POST", "/admin/api/v1/auth-keys", bearer, "Content-Type: application/json", "Content-Length: 60000"))
        try waitUntil("the server gives up", every: 20) {
            connection.send("a")
            connection.receive(within: 0)
            return connection.isEnded
        }
    }

    @Test func `a connection that says nothing, or nothing more, is closed`() throws {
        let stage = try FaceStage(limits: limits { $0.idle = .milliseconds(200) })
        #expect(try stage.connect().isEndedByPeer())
        let connection = try stage.connect()
        #expect(try connection.ask(request("GET", "/healthz")).status == 200)
        #expect(connection.isEndedByPeer())
    }

    @Test func `a client that does not read its answers is cut off`() throws {
        let stage = try FaceStage(limits: limits { $0.write = .milliseconds(200) })
        let connection = try stage.connect()
        let asked = Array(String(repeating: request("GET", "/metrics"), count: 200).utf8)
        try waitUntil("the server gives up", within: 30, every: 1) { connection.sendWhatFits(asked) == nil }
    }

    @Test func `a client that is gone in the middle harms nobody`() throws {
        let stage = try FaceStage()
        for text in ["GET /v1", request("POST", "/v1/x", bearer, "Content-Length: 10") + "abc", "\r\n"] {
            try stage.connect().send(text)
        }
        let connection = try stage.connect()
        connection.send(request("GET", "/healthz"))
        connection.finish()
        #expect(try connection.answer().status == 200)
    }

    @Test func `more connections than the limit wait for their turn`() throws {
        let stage = try FaceStage(limits: limits { $0.connections = 2 })
        var held = [try stage.connect(), try stage.connect()]
        for connection in held { #expect(try connection.ask(request("GET", "/healthz")).status == 200) }
        let third = try stage.connect()
        third.send(request("GET", "/healthz"))
        #expect(!third.receive(within: 100))
        held.removeFirst()
        #expect(try third.answer().status == 200)
    }

    @Test func `a port that is taken is a failure that says so`() throws {
        let first = try FaceStage()
        let second = try FaceStage(port: first.port)
        let failure = try #require(second.failure)
        #expect(failure.contains("cannot listen"))
    }

    @Test func `an audit file that cannot be opened is a failure at the start`() throws {
        #expect(throws: AuditFile.CannotOpen.self) { try AuditFile(path: "/nowhere/at/all") }
    }
}
