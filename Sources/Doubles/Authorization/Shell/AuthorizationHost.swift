import CPosix
import Glibc
import RedisLink
import Credentials

/// The authorization server on a port of the loopback.
///
/// On our own loop, as the link proxy is and for the same reasons: what a hostile server does (a reset after the request
/// was read, an answer byte by byte, one without an end) happens at the level of sockets, where an HTTP library does not let
/// us; and a process without a library's threads is forked like a replica. Everything is used on the loop's thread.
package final class AuthorizationHost {
    package let port: UInt16
    let loop: EventLoop
    /// What is read next; one thread needs one.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    package private(set) var server: AuthorizationServer
    private let descriptor: Int32
    private var watch: DescriptorWatch?
    private var retry: LoopTimer?
    private var connections: [ObjectIdentifier: AuthorizationConnection] = [:]
    private let clock: () -> WallTime

    private static let backlog: Int32 = 4096
    /// Accepted in one turn of the loop, which has other connections to serve.
    private static let aTurn = 64
    private static let pause: UInt64 = 50_000_000

    package init(on loop: EventLoop, clock: @escaping () -> WallTime) throws(AuthorizationError) {
        guard let (descriptor, port) = LoopbackSocket.listen(backlog: Self.backlog) else {
            throw AuthorizationError(.cannotListen, String(cString: strerror(errno)))
        }
        self.descriptor = descriptor
        self.port = port
        self.loop = loop
        self.clock = clock
        server = AuthorizationServer(
            base: "http://127.0.0.1:\(port)", tenants: [], random: SystemRandomNumberGenerator())
        watch = DescriptorWatch(on: loop, descriptor: descriptor) { [unowned self] _ in acceptSome() }
        retry = LoopTimer(on: loop) { [unowned self] in watch?.arm(.readable) }
        watch?.arm(.readable)
    }

    deinit {
        watch?.end()
        Glibc.close(descriptor)
        scratch.deallocate()
    }

    /// Changes what the server is or does; what is under way stays as it was answered.
    package func change<Result>(_ body: (inout AuthorizationServer) -> Result) -> Result { body(&server) }

    package var openConnections: Int { connections.count }

    /// Closes every connection and listens no more.
    package func shut() {
        watch?.end()
        for connection in Array(connections.values) { connection.close() }
    }

    func answer(to request: HTTPRequest) -> AuthorizationServer.Reply { server.answer(to: request, at: clock()) }
    func answered(_ client: String) { server.answered(client) }
    func ended(_ connection: AuthorizationConnection) {
        connections.removeValue(forKey: ObjectIdentifier(connection))
    }

    private func acceptSome() {
        for _ in 0..<Self.aTurn {
            let accepted = kq_accept(descriptor)
            guard accepted >= 0 else { return acceptFailed(errno) }
            LoopbackSocket.sendAtOnce(accepted)
            let connection = AuthorizationConnection(owning: accepted, host: self)
            connections[ObjectIdentifier(connection)] = connection
            connection.begin()
        }
    }

    /// Without a free descriptor the queue stays readable: asking again at once would burn a core.
    private func acceptFailed(_ code: Int32) {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) else { return }
        watch?.arm([])
        retry?.set(after: Self.pause)
    }
}

/// Why the double did not do what it was asked.
package struct AuthorizationError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: UInt8, Sendable, CaseIterable {
        case cannotListen = 1, faultInForce, noSuchFault
        /// The helper process is gone, or never came.
        case lost
        /// No answer within the limit: whether it took effect is unknown.
        case noAnswer
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String {
        switch code {
        case .cannotListen: "the authorization server cannot listen: \(detail)"
        case .faultInForce: "\(detail) is in force already"
        case .noSuchFault: "\(detail) is not in force"
        case .lost: "the authorization server is gone: \(detail)"
        case .noAnswer: "the authorization server did not answer: \(detail)"
        }
    }
}

extension AuthorizationError: ControlError {
    init(_ failure: ControlFailure) {
        switch failure {
        case .cannotListen(let why): self.init(.cannotListen, "for its control: \(why)")
        case .lost(let why): self.init(.lost, why)
        case .noAnswer: self.init(.noAnswer, "within \(ControlFailure.limit / 1_000_000_000) s")
        }
    }
}
