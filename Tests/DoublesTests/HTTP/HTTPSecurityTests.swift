import Credentials
import Glibc
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import Doubles
@testable import ReplicaProcess

/// https, against the server that OpenSSL brings.
@Suite struct HTTPSecurityTests {
    @Test func `a certificate that nobody vouches for is refused, before anything is sent`() async throws {
        try await withLoop { loop in
            let server = try await SecureServer(on: loop)
            let stand = HTTPStand(on: loop)
            var call = HTTPStand.post("https://localhost:\(server.port)/register", "{}")
            call.proof = .bearer(Secret(text: "token"))
            #expect(await stand.ask(call).flaw == .insecure)
            try await stand.untilNothingIsLeft(of: server.port)
        }
    }

    @Test func `with its authority given it is accepted`() async throws {
        try await withLoop { loop in
            let server = try await SecureServer(on: loop)
            let stand = HTTPStand(on: loop, certificates: server.certificate)
            let answer = await stand.ask(HTTPStand.get("https://localhost:\(server.port)/"))
            #expect(answer.response?.status == 200 && answer.response?.isJSON == false, "\(answer)")
        }
    }

    @Test func `a certificate of another host is refused`() async throws {
        try await withLoop { loop in
            let server = try await SecureServer(on: loop)
            let stand = HTTPStand(
                on: loop, certificates: server.certificate, names: ["other.test": ["127.0.0.1"]])
            for host in ["127.0.0.1", "other.test"] {
                #expect(await stand.ask(HTTPStand.get("https://\(host):\(server.port)/")).flaw == .insecure)
            }
        }
    }

    @Test func `a server that speaks no TLS, or goes, is not spoken to`() async throws {
        try await withLoop { loop in
            let stand = HTTPStand(on: loop)
            let plain = try TestNode()
            var peers: [TestEnd] = []  // open until the test ends
            loop.spawn {
                try? await loop.until("a client comes") {
                    if let end = plain.accept(on: loop) { peers.append(end) }
                    return !peers.isEmpty
                }
                try? await peers.first?.send(Array("HTTP/1.1 200 OK\r\n\r\n{}".utf8))  // it may be gone
            }
            #expect(await stand.ask(HTTPStand.get("https://127.0.0.1:\(plain.port)/")).flaw == .insecure)
        }
    }

    @Test func `authorities that cannot be read trust nobody`() async throws {
        try await withLoop { loop in
            let server = try await SecureServer(on: loop)
            let stand = HTTPStand(on: loop, certificates: "/nowhere/ca.pem")
            #expect(await stand.ask(HTTPStand.get("https://localhost:\(server.port)/")).flaw == .insecure)
        }
    }
}

/// `openssl s_server` with a certificate of its own for localhost.
private final class SecureServer {
    let port: UInt16
    let certificate: String
    private let folder: TemporaryFolder
    private let process: ChildProcess

    init(on loop: EventLoop) async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        certificate = "\(folder.path)/certificate.pem"
        let key = "\(folder.path)/key.pem"
        let maker = try ChildProcess(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key,
                "-out",
                certificate,
            ], output: "\(folder.path)/log", folder: folder.path)
        try await loop.until("the certificate is made") { maker.hasEnded }
        let node = try TestNode()
        port = node.port
        node.close()
        process = try ChildProcess(
            [
                "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key, "-www",
            ], output: "\(folder.path)/log", folder: folder.path)
        let port = port
        try await loop.until("it listens") {
            guard !process.hasEnded else { throw FixtureError("openssl ended:\n\(folder.text(of: "log"))") }
            return folder.text(of: "log").contains("ACCEPT") && KernelSockets().isListening(at: port)
        }
    }

    deinit { process.end() }
}
