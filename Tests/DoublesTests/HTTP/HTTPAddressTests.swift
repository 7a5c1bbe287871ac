import Credentials
import Glibc
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import Doubles
@testable import ReplicaProcess

/// Where a replica's HTTP client goes, and where it does not.
@Suite struct HTTPAddressTests {
    private static let good: [RawServer.Step] = [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]

    @Test(arguments: ["http://127.0.0.1:", "http://localhost:", "http://LOCALHOST:", "http://rebound.test:"])
    func `the address counts to which a name leads`(_ begin: String) async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [Self.good])
            let stand = HTTPStand(on: loop, names: ["rebound.test": ["127.0.0.1"]])
            let url = "\(begin)\(server.port)/"
            #expect(await stand.ask(HTTPStand.get(url, mayBePrivate: false)).flaw == .refusedAddress)
            #expect(server.requests.isEmpty)
            #expect(await stand.ask(HTTPStand.get(url)).response?.status == 200)
            try await stand.untilNothingIsLeft(of: server.port)
        }
    }

    /// libcurl would read these as addresses, and a resolver as something else.
    @Test(arguments: [
        "http://127.1:PORT/", "http://2130706433:PORT/", "http://0x7f.1:PORT/", "http://nobody.test:PORT/",
        "http://user@127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "http:///", "127.0.0.1:PORT", "",
        "http://127.0.0.1:PORT/a b",
    ])
    func `a host that is no address and no known name is unreachable`(_ url: String) async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [Self.good])
            let stand = HTTPStand(on: loop)
            let call = HTTPStand.get(url.replacing("PORT", with: "\(server.port)"))
            #expect(await stand.ask(call).flaw == .unreachable)
            #expect(server.requests.isEmpty)
            try await stand.untilNothingIsLeft(of: server.port)
        }
    }

    @Test func `the other addresses of a name are tried where nobody listens`() async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [Self.good, Self.good])
            let stand = HTTPStand(
                on: loop, names: ["two.test": ["127.0.0.9", "127.0.0.1"], "none.test": ["127.0.0.9"]])
            #expect(await stand.ask(HTTPStand.get("http://two.test:\(server.port)/")).response?.status == 200)
            #expect(server.requests[0].contains("Host: two.test:\(server.port)\r\n"))
            #expect(await stand.ask(HTTPStand.get("http://none.test:\(server.port)/")).flaw == .unreachable)
        }
    }

    @Test func `what never left within the limit is unreachable, and not unknown`() async throws {
        try await withLoop { loop in
            // A full backlog: the kernel drops what comes, and nobody ever answers the connect.
            let full = try FullBacklog()
            let stand = HTTPStand(on: loop)
            let start = loop.now
            let call = HTTPStand.post("http://127.0.0.1:\(full.port)/", "{}", within: 200)
            #expect(await stand.ask(call).flaw == .unreachable)
            #expect(loop.now - start >= 200_000_000)
            try await loop.until("the client holds nothing") { stand.client.count == 0 && !stand.client.hasSession }
        }
    }

    @Test func `a proxy in the environment is not asked`() async throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        try await withLoop { loop in
            let server = try RawServer(on: loop, [Self.good])
            #expect(await HTTPStand(on: loop).ask(HTTPStand.get(server.base)).response?.status == 200)
        }
    }

    @Test func `a token that would break out of its line is not sent`() async throws {
        try await withLoop { loop in
            let server = try RawServer(on: loop, [Self.good])
            var call = HTTPStand.get(server.base)
            call.proof = .bearer(Secret(text: "a\r\nX-Admin: yes"))
            #expect(await HTTPStand(on: loop).ask(call).flaw == .unreachable)
            #expect(server.requests.isEmpty)
        }
    }
}

/// A listener whose queue is full.
private final class FullBacklog {
    let port: UInt16
    private let listener: Int32
    private var guests: [Int32] = []

    init() throws {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        listener = socket(AF_INET, type, 0)
        guard let port = bindToLoopback(listener), listen(listener, 0) == 0 else { throw FixtureError("listen") }
        self.port = port
        for _ in 0..<4 {
            guard let guest = LoopbackSocket.connect(to: port, from: .loopback) else { throw FixtureError("connect") }
            guests.append(guest)
        }
    }

    deinit { for descriptor in guests + [listener] { close(descriptor) } }
}
