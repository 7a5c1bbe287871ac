import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Doubles

/// The double on its port, and a client that is a bare socket.
@Suite struct AuthorizationHostTests {
    private static func withHost(
        _ fault: AuthorizationFault.Kind? = nil, delay: UInt64 = 0,
        _ body: @escaping @Sendable (AuthorizationHost, EventLoop) async throws -> Void
    ) async throws {
        try await withLoop { loop in
            let host = try AuthorizationHost(on: loop, clock: { WallTime(milliseconds: 1_790_000_000_000) })
            host.change { server in
                server.set(AuthorizationTenant(name: "a"))
                if let fault {
                    _ = server.inject(
                        AuthorizationFault(id: .init(1), fault, on: [.discovery, .register], delay: delay))
                }
            }
            try await body(host, loop)
            host.shut()
            #expect(host.openConnections == 0)
        }
    }

    private static func request(_ method: String, _ path: String, body: String = "", more: String = "") -> [UInt8] {
        let head = "\(method) /tenants/a\(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\(more)"
        return Array((head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body).utf8)
    }

    private static let discovery = request("GET", "/.well-known/openid-configuration")
    private static let registration = request("POST", "/register", body: ServerBench.wish())

    /// Everything up to the end of the connection.
    private static func ask(_ host: AuthorizationHost, _ bytes: [UInt8], on loop: EventLoop) async throws -> String {
        let client = try TestEnd.connect(to: host.port, on: loop)
        try await client.send(bytes)
        return try await client.text()
    }

    @Test func `a request is answered and the connection ends`() async throws {
        try await Self.withHost { host, loop in
            let answer = try await Self.ask(host, Self.registration, on: loop)
            #expect(answer.hasPrefix("HTTP/1.1 201 Created\r\n") && answer.contains("\r\nConnection: close\r\n"))
            let entry = try #require(host.server.entries.first)
            #expect(entry.isAnswered && answer.contains(entry.clientID))
            try await loop.until("its connection is gone") { host.openConnections == 0 }
        }
    }

    @Test func `a request in single bytes is answered too`() async throws {
        try await Self.withHost { host, loop in
            let client = try TestEnd.connect(to: host.port, on: loop)
            try await client.send(Self.discovery, chunk: { 1 })
            #expect(try await client.text().contains("\"issuer\":\"http://127.0.0.1:\(host.port)/tenants/a\""))
        }
    }

    @Test func `many at once are all answered`() async throws {
        try await Self.withHost { host, loop in
            var clients: [TestEnd] = []
            for _ in 0..<100 {
                let client = try TestEnd.connect(to: host.port, on: loop)
                try await client.send(Self.registration)
                clients.append(client)
            }
            for client in clients { #expect(try await client.text().hasPrefix("HTTP/1.1 201")) }
            #expect(host.server.entries.count == 100 && host.server.entries.allSatisfy(\.isAnswered))
        }
    }

    @Test func `a client that waits for leave to send its body gets it`() async throws {
        try await Self.withHost { host, loop in
            let whole = Self.request("POST", "/register", body: ServerBench.wish(), more: "Expect: 100-continue\r\n")
            let split = whole.count - ServerBench.wish().utf8.count
            let client = try TestEnd.connect(to: host.port, on: loop)
            try await client.send(Array(whole[..<split]))
            let leave = try await client.receive(25)
            #expect(String(decoding: leave, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send(Array(whole[split...]))
            #expect(try await client.text().hasPrefix("HTTP/1.1 201"))
        }
    }

    /// The answer must arrive although the rest of the body was never read.
    @Test func `a body that is too large is refused, and the refusal arrives`() async throws {
        try await Self.withHost { host, loop in
            let body = String(repeating: "x", count: 200_000)
            let answer = try await Self.ask(host, Self.request("POST", "/register", body: body), on: loop)
            #expect(answer.hasPrefix("HTTP/1.1 413") && host.server.entries.isEmpty)
        }
    }

    @Test func `a lost answer is a reset after the registration`() async throws {
        try await Self.withHost(.loseAnswer) { host, loop in
            let client = try TestEnd.connect(to: host.port, on: loop)
            try await client.send(Self.registration)
            #expect(try await client.ending() == .reset)
            #expect(host.server.entries.map(\.isAnswered) == [false])
        }
    }

    @Test func `a reset comes before anything is done`() async throws {
        try await Self.withHost(.reset) { host, loop in
            let client = try TestEnd.connect(to: host.port, on: loop)
            try await client.send(Self.registration)
            #expect(try await client.ending() == .reset)
            #expect(host.server.entries.isEmpty)
        }
    }

    @Test func `a slow answer comes late and whole`() async throws {
        try await Self.withHost(.slow, delay: 30_000_000) { host, loop async throws in
            let start = loop.now
            #expect(try await Self.ask(host, Self.discovery, on: loop).hasPrefix("HTTP/1.1 200"))
            #expect(loop.now - start >= 30_000_000)
        }
    }

    @Test func `a dripping answer comes in pieces and is whole in the end`() async throws {
        try await Self.withHost(.drip(40, pause: 2_000_000)) { host, loop in
            let start = loop.now
            let answer = try await Self.ask(host, Self.registration, on: loop)
            #expect(answer.contains("registration_access_token") && host.server.entries.first?.isAnswered == true)
            #expect(loop.now - start >= UInt64(answer.utf8.count / 40 - 1) * 2_000_000)
        }
    }

    @Test func `a hanging answer never comes, and the connection stays`() async throws {
        try await Self.withHost(.hang) { host, loop in
            let client = try TestEnd.connect(to: host.port, on: loop)
            try await client.send(Self.registration)
            try await loop.until("it is registered") { host.server.entries.count == 1 }
            // Who asks later, and for something else, has his answer before.
            #expect(try await Self.ask(host, Self.request("GET", "/nowhere"), on: loop).hasPrefix("HTTP/1.1 404"))
            try await loop.until("only the first is there") { host.openConnections == 1 }
            #expect(try client.receiveNow() == nil)
            client.close()
            try await loop.until("its connection is gone") { host.openConnections == 0 }
        }
    }

    /// A gibibyte is made as it is sent: the client hangs up after some of it.
    @Test(arguments: [true, false])
    func `an endless answer goes on until the client hangs up`(_ declaresLength: Bool) async throws {
        try await Self.withHost(.oversized(1 << 30, declaresLength: declaresLength)) { host, loop in
            let client = try TestEnd.connect(to: host.port, on: loop)
            try await client.send(Self.registration)
            let start = try await client.receive(3 << 20)
            let head = String(decoding: start.prefix(300), as: UTF8.self)
            #expect(head.contains("Content-Length: 1073741824\r\n") == declaresLength)
            client.reset()
            try await loop.until("its connection is gone") { host.openConnections == 0 }
            #expect(host.server.entries.map(\.isAnswered) == [false])
        }
    }

    @Test func `an oversized answer that is read to its end has its length`() async throws {
        try await Self.withHost(.oversized(300_000, declaresLength: true)) { host, loop in
            let answer = try await Self.ask(host, Self.registration, on: loop)
            let head = try #require(answer.firstRange(of: "\r\n\r\n"))
            #expect(answer[head.upperBound...].utf8.count == 300_000)
        }
    }

    @Test func `a client that hangs up while it is waited for leaves nothing behind`() async throws {
        try await Self.withHost(.slow, delay: 20_000_000) { host, loop in
            let silent = try TestEnd.connect(to: host.port, on: loop)
            let gone = try TestEnd.connect(to: host.port, on: loop)
            try await gone.send(Self.registration)
            try await loop.until("both are there") { host.openConnections == 2 }
            silent.close()
            gone.reset()
            try await loop.until("both are gone") { host.openConnections == 0 }
        }
    }
}

extension TestEnd {
    /// What comes until the other side finishes.
    func text() async throws -> String {
        var bytes: [UInt8] = []
        var hasEnded = false
        let loop = loop
        try await loop.until("the answer ends") {
            while let more = try receiveNow() {
                if more.isEmpty {
                    hasEnded = true
                    break
                }
                bytes += more
            }
            return hasEnded
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
