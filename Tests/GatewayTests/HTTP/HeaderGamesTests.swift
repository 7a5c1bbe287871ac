import Testing

@testable import Gateway

/// The gate's rules over a real socket, where a server's parser comes first: nothing that it repairs may open a door.
@Suite struct HeaderGamesTests {
    private static let routes = ["/api/x", "/v1/x", "/mcp", "/admin/api/v1/auth-keys"]

    @Test(
        arguments: [
            "Authorization: Bearer", "Authorization: Bearer ", "Authorization:", "Authorization: \t ", "X-Nothing: x",
            "Authorization: bearer ADMIN", "Authorization: BEARER ADMIN", "Authorization: Bearer  ADMIN",
            "Authorization: Bearer\tADMIN", "Authorization: Basic ADMIN", "Authorization: Bearer ADMINx",
            "Authorization: Bearer ADMIN, Bearer ADMIN", "Authorization: \"ADMIN\"", "Authorization: Bearer ADMIN;",
            "Authorization: Bearer ADMIN\r\nAuthorization: Bearer ADMIN",
            "Authorization: Bearer ADMIN\r\nAuthorization: Bearer other",
            "authorization: Bearer ADMIN\r\nAUTHORIZATION: Bearer ADMIN",
            "Authorization:\r\nAuthorization: Bearer ADMIN",
            "Proxy-Authorization: Bearer ADMIN", "Cookie: key=ADMIN", "X-Api-Key: wrong\r\nX-Goog-Api-Key: ADMIN",
            "Authorization: Basic x\r\nX-Api-Key: ADMIN",
        ])
    func `a header that is not exactly a credential opens nothing, and all refusals are one`(_ lines: String) throws {
        let stage = try FaceStage()
        let lines = lines.replacing("ADMIN", with: FaceStage.admin)
        var bodies: Set<String> = []
        for route in Self.routes {
            let answer = try stage.ask(request("GET", route, lines))
            #expect(answer.contract == .unauthorized, "\(route) \(lines)")
            #expect(answer.headers["www-authenticate"] == "Bearer")
            bodies.insert(answer.text)
        }
        #expect(bodies.count == 1)
    }

    @Test(
        arguments: routes,
        [
            "Authorization: ADMIN", "authorization:Bearer ADMIN", "Authorization:  Bearer ADMIN  ",
            "AUTHORIZATION: sk-ADMIN", "Authorization: Bearer sk-ADMIN",
        ])
    func `white space around a value is the protocol's and not the key's`(_ route: String, _ line: String) throws {
        let stage = try FaceStage()
        #expect(try stage.ask(request("GET", route, line.replacing("ADMIN", with: FaceStage.admin))).status == 200)
    }

    @Test(arguments: [
        "/api/x?key=%20", "/api/x?key=+", "/api/x?key=", "/api/x?key=%09", "/api/x?key=ADMIN&key=ADMIN",
        "/v1/x?key=ADMIN",
        "/admin/api/v1/auth-keys?key=ADMIN", "/api/x?key=ADMIN%00", "/api/x?key=%2541DMIN",
    ])
    func `a query opens what the contract has it open, and no blank one does`(_ target: String) throws {
        let stage = try FaceStage()
        let target = target.replacing("ADMIN", with: FaceStage.admin)
        #expect(try stage.ask(request("GET", target)).contract == .unauthorized)
    }

    @Test func `a query's key passes where it may`() throws {
        let stage = try FaceStage()
        for target in ["/api/x?key=ADMIN", "/mcp?a=b&key=Bearer%20ADMIN", "/sse?key=ADMIN"] {
            #expect(try stage.ask(request("GET", target.replacing("ADMIN", with: FaceStage.admin))).status == 200)
        }
    }

    @Test(arguments: [
        "/admin/x/../api/v1/auth-keys", "/healthz/../admin/api/v1/auth-keys", "/v1/./x", "/v1/%2e%2e/x", "/v1/%2E./x",
        "//v1/x", "/v1//x", "/api%2fv1", "/v1/%5c..", "/v1/%00", "/v1/%zz", "/v1/%", "*",
    ])
    func `a path with two readings is refused before anybody looks at the key`(_ target: String) throws {
        let stage = try FaceStage()
        for line in ["X-Nothing: x", bearer] {
            #expect(try stage.ask(request("GET", target, line)).contract == .badRequest, "\(target)")
        }
    }

    @Test func `an encoded path goes where it means, and is judged there`() throws {
        let stage = try FaceStage()
        #expect(try stage.ask(request("GET", "/%61dmin/api/v1/auth%2Dkeys")).contract == .unauthorized)
        #expect(try stage.ask(request("GET", "/%61dmin/api/v1/auth%2Dkeys", bearer)).text == "[]")
        #expect(try stage.ask(request("GET", "http://elsewhere/admin/api/v1/auth-keys")).contract == .unauthorized)
    }

    @Test(arguments: [0x00, 0x01, 0x0B, 0x1F, 0x7F] as [UInt8])
    func `a control character in a header ends the connection`(_ byte: UInt8) throws {
        let stage = try FaceStage()
        let connection = try stage.connect()
        let head = Array("GET /api/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer \(FaceStage.admin)".utf8)
        connection.send(head + [byte] + Array("\r\n\r\n".utf8))
        #expect(try connection.answer().contract == .badRequest)
        #expect(connection.isEndedByPeer())
    }

    @Test(arguments: [17 * 1024, 64 * 1024])
    func `a token that is too long is 431 and not a reason to fall over`(_ count: Int) throws {
        let stage = try FaceStage()
        let token = String(repeating: "a", count: count)
        let connection = try stage.connect()
        connection.send(request("GET", "/api/x", "Authorization: Bearer \(token)"))
        #expect(try connection.answer().contract == .headersTooLarge)
        #expect(connection.isEndedByPeer())
        #expect(try stage.ask(request("GET", "/healthz")).status == 200)
    }

    @Test func `a long token within the limit is refused like any other`() throws {
        let stage = try FaceStage()
        let token = String(repeating: "a", count: 15 * 1024)
        #expect(try stage.ask(request("GET", "/v1/x", "Authorization: Bearer \(token)")).contract == .unauthorized)
    }

    @Test func `too many headers, and too many bytes of them, are 431`() throws {
        let stage = try FaceStage()
        let many = (0..<200).map { "X-\($0): 1" }.joined(separator: "\r\n")
        #expect(try stage.ask(request("GET", "/healthz", many)).contract == .headersTooLarge)
        let large = (0..<4).map { "X-\($0): \(String(repeating: "a", count: 10_000))" }.joined(separator: "\r\n")
        #expect(try stage.ask(request("GET", "/healthz", large)).contract == .headersTooLarge)
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET /api/x\r\n\r\n", "GET /api/x HTTP/9.9\r\nHost: g\r\n\r\n",
        "FETCH /api/x HTTP/1.1\r\nHost: g\r\n\r\n", "GET /api/x HTTP/1.1\r\nHost g\r\n\r\n",
        "GET /api/x HTTP/1.1\r\n Host: g\r\n\r\n", "GET /api/x HTTP/1.1\r\nBad Name: g\r\n\r\n",
        "POST /v1/x HTTP/1.1\r\nHost: g\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/x HTTP/1.1\r\nHost: g\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST /v1/x HTTP/1.1\r\nHost: g\r\nContent-Length: -1\r\n\r\n",
    ])
    func `what is no request is 400, with a body as every error has, and ends the connection`(_ text: String) throws {
        let stage = try FaceStage()
        let connection = try stage.connect()
        connection.send(text)
        #expect(try connection.answer().contract == .badRequest)
        #expect(connection.isEndedByPeer())
    }
}
