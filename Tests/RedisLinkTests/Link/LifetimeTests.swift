import Glibc
import RedisFixture
import Testing

@testable import RedisLink

@Suite struct LifetimeTests {
    @Test func `closing answers what waits, and every later call`() async throws {
        let peer = try ScriptedPeer([.stall])
        try await withLoop { loop in
            let states = Box<[LinkState]>([])
            let link = RedisLink(on: loop, to: peer.endpoint, as: .open, options: .patient()) {
                states.value.append($0)
            }
            link.start()
            try await loop.until("the link is ready") { link.state.isReady }
            let errors = Box<[RedisError]>([])
            link.send(RedisCommand("GET", "a"), deadline: nil) { result in
                if case .failure(let error) = result { errors.value.append(error) }
            }
            link.close()
            link.close()
            #expect(errors.value.map(\.code) == [.closed])
            #expect(errors.value.map(\.mayHaveTakenEffect) == [false])  // it had not been written
            let later = try await link.failure(of: RedisCommand("GET", "a"))
            #expect(later.code == .closed)
            #expect(later.phase == .queued)
            link.start()
            link.updateAccess(.open)
            #expect(states.value == [.connecting, .ready(.unasked), .closed])
        }
    }

    @Test func `a command that was sent before the close may have taken effect`() async throws {
        let peer = try ScriptedPeer([.ignore, .stall])
        try await withLoop { loop in
            let link = try await loop.readyLink(to: peer.endpoint)
            let error = Box<RedisError?>(nil)
            link.send(RedisCommand("SET", "a", "1"), deadline: nil) { result in
                if case .failure(let failure) = result { error.value = failure }
            }
            try await loop.until("the peer has it") { !peer.commands.isEmpty }
            link.close()
            #expect(error.value?.code == .closed)
            #expect(error.value?.phase == .sent)
            #expect(error.value?.mayHaveTakenEffect == true)
        }
    }

    @Test func `a link that is let go answers what waits`() async throws {
        let peer = try ScriptedPeer([.stall])
        try await withLoop { loop in
            let error = Box<RedisError?>(nil)
            do {
                let link = try await loop.readyLink(to: peer.endpoint)
                link.send(RedisCommand("GET", "a"), deadline: nil) { result in
                    if case .failure(let failure) = result { error.value = failure }
                }
            }
            #expect(error.value?.code == .closed)
        }
    }

    @Test func `a callback may close the link it belongs to`() async throws {
        let peer = try ScriptedPeer([.ignore, .close])
        try await withLoop { loop in
            let link = try await loop.readyLink(to: peer.endpoint)
            let codes = Box<[RedisError.Code]>([])
            for _ in 0..<3 {
                link.send(RedisCommand("GET", "a"), deadline: nil) { result in
                    if case .failure(let error) = result { codes.value.append(error.code) }
                    link.close()
                }
            }
            try await loop.until("all are answered") { codes.value.count == 3 }
            #expect(codes.value == [.connectionLost, .connectionLost, .connectionLost])
            #expect(link.state == .closed)
            #expect(try await link.failure(of: RedisCommand("GET", "a")).code == .closed)
        }
    }

    @Test func `before it is connected a link refuses commands at once`() async throws {
        let port = try SilentPort()
        try await withLoop { loop in
            let link = RedisLink(on: loop, to: port.endpoint, as: .open, options: .patient())
            #expect(try await link.failure(of: RedisCommand("GET", "a")).phase == .queued)
            link.start()
            let error = try await link.failure(of: RedisCommand("GET", "a"))
            #expect(error.code == .connectFailed)
            #expect(error.phase == .queued)
            #expect(link.commandsSent == 0)
        }
    }

    @Test func `in a forked process a connection refuses to work, and its parent's loop is left alone`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let process = Box(getpid())
            let isConnected = Box(false)
            var connection: RedisConnection? = RedisConnection(
                on: loop, to: server.endpoint, limits: RedisLinkOptions.patient().limits,
                process: ProcessIdentity(maker: getpid()) { process.value }
            ) { event in
                if case .connected = event { isConnected.value = true }
            }
            try await loop.until("it is connected") { isConnected.value }
            process.value += 1
            let error = Box<RedisError?>(nil)
            connection?.send(RedisCommand("PING", []), deadline: nil) { result in
                if case .failure(let failure) = result { error.value = failure }
            }
            #expect(error.value == nil)
            try await loop.until("it is refused") { error.value != nil }
            #expect(error.value?.code == .forked)
            #expect(error.value?.mayHaveTakenEffect == false)
            process.value -= 1
            connection = nil
        }
    }

    /// The kernel gives the next socket the number of the last one: libuv must have let go of it by then.
    @Test func `a connection may be followed by the next one from inside its own end`() async throws {
        let port = try RefusingPort()
        try await withLoop { loop in
            let connections = Box<[RedisConnection]>([])
            func open() {
                let next = RedisConnection(on: loop, to: port.endpoint, limits: RedisLinkOptions.patient().limits) {
                    if case .ended = $0, connections.value.count < 8 { open() }
                }
                connections.value.append(next)
            }
            open()
            try await loop.until("the eighth was refused") {
                connections.value.count == 8 && connections.value.allSatisfy { $0.phase == .ended }
            }
        }
    }
}
