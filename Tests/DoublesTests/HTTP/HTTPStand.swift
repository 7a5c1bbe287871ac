import Credentials
import RedisFixture
import RedisLink
import ReplicaCore

@testable import Doubles
@testable import ReplicaProcess

/// A replica's HTTP client and what it talks to; all on one loop.
final class HTTPStand {
    let loop: EventLoop
    let client: HTTPClient

    init(on loop: EventLoop, certificates: String? = nil, names: [String: [String]] = [:]) {
        self.loop = loop
        client = HTTPClient(on: loop, certificates: certificates, hosts: HostLookup(names: names))
    }

    func ask(_ call: HTTPCall) async -> HTTPClient.Answer {
        await withCheckedContinuation { continuation in
            client.send(call) { continuation.resume(returning: $0) }
        }
    }

    static func get(
        _ url: String, within milliseconds: UInt64 = 10_000, redirects: RegistrationRequest.Redirects = .refused,
        mayBePrivate: Bool = true
    ) -> HTTPCall {
        HTTPCall(
            method: .get, url: url, timeLimit: milliseconds * 1_000_000, redirects: redirects,
            mayBePrivate: mayBePrivate)
    }

    static func post(_ url: String, _ body: String, within milliseconds: UInt64 = 10_000) -> HTTPCall {
        HTTPCall(
            method: .post, url: url, body: Array(body.utf8), timeLimit: milliseconds * 1_000_000, mayBePrivate: true)
    }

    /// Neither here nor in the kernel.
    func untilNothingIsLeft(of server: UInt16) async throws {
        try await loop.until("the client holds nothing") { client.count == 0 && !client.hasSession }
        try await loop.until("no socket is left") { KernelSockets().held(byClientsOf: server) == 0 }
    }
}

/// A server that says what a test wants said, whatever it is asked: one script for each connection, in their order.
final class RawServer {
    enum Step {
        case send([UInt8])
        /// Until the client hangs up, a piece at a time.
        case flood([UInt8])
        case reset
        /// Never anything again.
        case hang

        static func text(_ text: String) -> Step { .send(Array(text.utf8)) }
    }

    let port: UInt16
    private(set) var requests: [String] = []
    /// Bytes of floods that the sockets took.
    private(set) var flooded = 0
    private let node: TestNode
    private let loop: EventLoop
    private var kept: [TestEnd] = []

    init(on loop: EventLoop, _ scripts: [[Step]]) throws {
        node = try TestNode()
        port = node.port
        self.loop = loop
        loop.spawn { [self] in
            for script in scripts { try? await serve(script) }  // a client that is gone ends its script
        }
    }

    var base: String { "http://127.0.0.1:\(port)" }

    private func serve(_ script: [Step]) async throws {
        var accepted: TestEnd?
        try await loop.until("a client comes", within: 60) {
            accepted = node.accept(on: loop)
            return accepted != nil
        }
        guard let end = accepted else { return }
        requests.append(try await Self.request(end))
        for step in script {
            switch step {
            case .send(let bytes): try await end.send(bytes)
            case .flood(let piece): while true { flooded += try await Self.sendOnce(piece, end) }
            case .reset: end.reset()
            case .hang: kept.append(end)
            }
        }
    }

    private static func sendOnce(_ piece: [UInt8], _ end: TestEnd) async throws -> Int {
        let count = try end.write(piece[...])
        await end.loop.sleep(nanoseconds: count == 0 ? 1_000_000 : 0)
        return count
    }

    /// Its head.
    private static func request(_ end: TestEnd) async throws -> String {
        var bytes: [UInt8] = []
        try await end.loop.until("a request comes") {
            while let more = try end.receiveNow() {
                guard !more.isEmpty else { throw FixtureError("it went without a request") }
                bytes += more
            }
            return bytes.count >= 4 && String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension HTTPClient.Answer {
    var response: RegistrationResponse? { try? get() }
    var flaw: RegistrationTransportFlaw? {
        if case .failure(let flaw) = self { flaw } else { nil }
    }
}
