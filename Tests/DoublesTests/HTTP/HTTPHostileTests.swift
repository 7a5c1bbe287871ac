import Credentials
import Glibc
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import Doubles
@testable import ReplicaProcess

/// A replica's HTTP client against servers that no library would let one write.
@Suite struct HTTPHostileTests {
    private typealias Step = RawServer.Step

    struct Saying: Sendable, CustomTestStringConvertible {
        var testDescription: String { String(bytes.prefix(60)) + " (\(bytes.utf8.count) bytes)" }
        let bytes: String
        let flaw: RegistrationTransportFlaw
        init(_ bytes: String, _ flaw: RegistrationTransportFlaw) {
            self.bytes = bytes
            self.flaw = flaw
        }
    }

    /// Each followed by the end of the connection.
    static let sayings = [
        Saying("", .lost), Saying("hello, this is no HTTP\r\n\r\n", .malformed),
        Saying("HTTP/1.1 2", .lost), Saying("HTTP/1.1 200 OK\r\nContent-Ty", .lost),
        Saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", .lost),
        Saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n{}", .lost),
        Saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}", .lost),
        Saying("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}", .tooLarge),
        Saying(
            "HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: \(String(repeating: "a", count: 1000))\r\n", count: 80),
            .tooLarge),
        // Longer than the longest line that libcurl takes.
        Saying("HTTP/1.1 200 OK\r\nX: \(String(repeating: "a", count: 150_000))\r\n\r\n", .lost),
    ]

    @Test(arguments: sayings)
    func `what is no whole answer is none`(_ saying: Saying) async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [[.text(saying.bytes)]])
            let stand = HTTPStand(on: loop)
            let flaw = await stand.ask(HTTPStand.get(server.base)).flaw
            #expect(flaw == saying.flaw)
            try await stand.untilNothingIsLeft(of: server.port)
        }
    }

    /// The body is made as it is sent; a client that kept it would hold a gibibyte.
    @Test(arguments: ["200 OK", "500 Internal Server Error", "302 Found\r\nLocation: /else"])
    func `an endless answer ends, and is not kept`(_ status: String) async throws {
        try await withLoop { loop in
            let piece = [UInt8](repeating: 0x78, count: 1 << 20)
            let server = try RawServer(on: loop, [[.text("HTTP/1.1 \(status)\r\n\r\n"), .flood(piece)]])
            let stand = HTTPStand(on: loop)
            let before = residentBytes()
            let answer = await stand.ask(HTTPStand.get(server.base))
            #expect(residentBytes() - before < 128 << 20)
            switch status.prefix(3) {
            case "200": #expect(answer.flaw == .tooLarge)
            case "302": #expect(answer.flaw == .refusedRedirect)
            default:
                let response = try #require(answer.response)
                #expect(response.status == 500 && response.body.count == RegistrationRequest.errorBodyLimit)
            }
            #expect(server.flooded < 64 << 20, "the client hung up")
            try await stand.untilNothingIsLeft(of: server.port)
        }
    }

    @Test func `the body of an error is cut at 8 KiB, and one that fits is whole`() async throws {
        try await withLoop { loop in
            let head = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n"
            let bodies = [8191, 8192, 8193, 70_000].map { String(repeating: "e", count: $0) }
            let server = try RawServer(on: loop, bodies.map { [.text(head + $0)] })
            let stand = HTTPStand(on: loop)
            for body in bodies {
                let response = try #require(await stand.ask(HTTPStand.get(server.base)).response)
                #expect(response.status == 400 && response.contentType == "text/plain")
                #expect(response.body == Array(body.utf8.prefix(8192)))
            }
        }
    }

    @Test func `interim answers and trailers are no answers`() async throws {
        try await withLoop { loop in
            let text =
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLocation: /x\r\n\r\n"
                + "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\n{}\r\n0\r\nX-Late: yes\r\n\r\n"
            let server = try RawServer(on: loop, [[.text(text)]])
            let answer = await HTTPStand(on: loop).ask(HTTPStand.get(server.base))
            let good = RegistrationResponse(status: 201, contentType: "application/json", body: Array("{}".utf8))
            #expect(answer == .success(good))
        }
    }

    // MARK: redirects

    private static func redirect(to target: String, _ status: String = "302 Found") -> [RawServer.Step] {
        [.text("HTTP/1.1 \(status)\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n")]
    }

    private static let good: [RawServer.Step] = [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]

    @Test func `a redirect to the same server is followed, without what proves who asks`() async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [Self.redirect(to: "/two?x=1"), Self.good])
            var call = HTTPStand.get(server.base + "/one", redirects: .sameHost)
            call.proof = .bearer(Secret(text: "token"))
            #expect(await HTTPStand(on: loop).ask(call).response?.status == 200)
            #expect(server.requests.map { $0.split(separator: " ")[1] } == ["/one", "/two?x=1"])
            #expect(server.requests[0].contains("Authorization: Bearer token\r\n"))
            #expect(!server.requests[1].lowercased().contains("authorization"))
        }
    }

    @Test(arguments: [
        "http://localhost:PORT/", "http://127.0.0.1:1/", "https://127.0.0.1:PORT/", "//10.0.0.1/", "ftp://127.0.0.1/",
        "http://bob@127.0.0.1:PORT/", "file:///etc/passwd", "http://127.0.0.1:PORT\\@evil.test/",
    ])
    func `a redirect to anywhere else is refused`(_ target: String) async throws {
        try await withLoop { loop in
            let port = try TestNode().port
            let server = try RawServer(
                on: loop, [Self.redirect(to: target.replacing("PORT", with: "\(port)")), Self.good])
            let answer = await HTTPStand(on: loop).ask(HTTPStand.get(server.base, redirects: .sameHost))
            #expect(answer.flaw == .refusedRedirect)
            #expect(server.requests.count == 1)
        }
    }

    @Test func `a chain of redirects has an end`() async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, Array(repeating: Self.redirect(to: "/"), count: 20))
            let answer = await HTTPStand(on: loop).ask(HTTPStand.get(server.base, redirects: .sameHost))
            #expect(answer.flaw == .refusedRedirect && server.requests.count == HTTPExchange.mostRedirects + 1)
        }
    }

    @Test func `the limit of time holds for the whole chain`() async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [Self.redirect(to: "/"), [.hang]])
            let stand = HTTPStand(on: loop)
            let start = loop.now
            let answer = await stand.ask(HTTPStand.get(server.base, within: 200, redirects: .sameHost))
            #expect(answer.flaw == .deadline && server.requests.count == 2)
            #expect(loop.now - start >= 200_000_000)
            try await stand.untilNothingIsLeft(of: server.port)
        }
    }

    // MARK: the end of a call

    @Test func `a call that is cancelled closes its socket and is not answered`() async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [[.hang], [.hang]])
            let stand = HTTPStand(on: loop)
            var answers = 0
            let calls = (0..<2).map { _ in stand.client.send(HTTPStand.get(server.base)) { _ in answers += 1 } }
            try await loop.until("both are under way") { server.requests.count == 2 }
            try await loop.until("each has a socket") { KernelSockets().held(byClientsOf: server.port) == 2 }
            calls[0].cancel()
            #expect(stand.client.count == 1)
            try await loop.until("one is left") { KernelSockets().held(byClientsOf: server.port) == 1 }
            stand.client.drop()
            try await stand.untilNothingIsLeft(of: server.port)
            #expect(answers == 0)
        }
    }

    @Test func `one that is cancelled before anything began is not answered either`() async throws {
        try await withLoop { loop in
            let stand = HTTPStand(on: loop)
            var answers = 0
            stand.client.send(HTTPStand.get("http://nobody.test/")) { _ in answers += 1 }.cancel()
            // One that came later has its answer: the first would have had it by now.
            #expect(await stand.ask(HTTPStand.get("http://nobody.test/")).flaw == .unreachable)
            #expect(answers == 0 && stand.client.count == 0)
        }
    }
}

/// Of this process, from /proc; the tests beside this one make it vary by some mebibytes.
private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
}
