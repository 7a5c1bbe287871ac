import Glibc
import RedisFixture
import Testing

@testable import RedisLink

/// Commands on a link to a real server that stays as it is.
@Suite struct CommandTests {
    @Test func `a command is answered over TCP and over a Unix socket`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            for endpoint in [server.endpoint, server.socketEndpoint] {
                let link = try await loop.readyLink(to: endpoint)
                #expect(try await link.call(RedisCommand("PING", [])) == .status("PONG"))
            }
        }
    }

    @Test func `every kind of reply arrives as it was sent`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let source = "return {1, 'two', {3, {}}, redis.status_reply('FOUR'), false, redis.error_reply('ERR five')}"
            let reply = try await link.call(RedisCommand("EVAL", source, "0"))
            let parts: [RedisReply] = [
                .integer(1), .text("two"), .array([.integer(3), .array([])]), .status("FOUR"), .null,
                .error(RedisServerError(kind: .other, message: "ERR five")),
            ]
            #expect(reply == .array(parts))
        }
    }

    @Test func `arguments are binary safe`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            for argument in [[], [0], Array("\r\n$5\r\n".utf8), Array(0...255)] as [[UInt8]] {
                #expect(try await link.call(RedisCommand("ECHO", [argument])) == .string(argument))
            }
        }
    }

    @Test func `megabytes go out and come back whole`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let argument = (0..<8 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            #expect(try await link.call(RedisCommand("ECHO", [argument])) == .string(argument))
        }
    }

    @Test func `ten thousand commands in flight are answered in their order`() async throws {
        let server = try RedisServer.shared
        let answers = try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let answers = Box<[Int]>([])
            for number in 0..<10_000 {
                link.send(RedisCommand("ECHO", String(number)), deadline: nil) { result in
                    if result == .success(.text(String(number))) { answers.value.append(number) }
                }
            }
            #expect(!link.isIdle)
            #expect(answers.value.isEmpty)  // never from inside `send`
            try await loop.until("all are answered") { link.isIdle }
            return answers.value
        }
        #expect(answers == Array(0..<10_000))
    }

    @Test func `one command more than may be in flight fails at once, the others do not`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let options = RedisLinkOptions.patient { $0.commandsInFlight = 2 }
            let link = try await loop.readyLink(to: server.endpoint, options: options)
            var codes: [RedisError.Code?] = []
            for _ in 0..<3 {
                link.send(RedisCommand("PING", []), deadline: nil) { result in
                    if case .failure(let error) = result { codes.append(error.code) } else { codes.append(nil) }
                }
            }
            try await loop.until("all are answered") { codes.count == 3 }
            #expect(codes == [.tooManyInFlight, nil, nil])
            #expect(try await link.call(RedisCommand("PING", [])) == .status("PONG"))
        }
    }

    @Test func `commands of one turn go out in one write`() async throws {
        let peer = try ScriptedPeer([.answer("+1\r\n"), .answer("+2\r\n"), .stall])
        try await withLoop { loop in
            let link = try await loop.readyLink(to: peer.endpoint)
            var answers: [Result<RedisReply, RedisError>] = []
            for name in ["ONE", "TWO"] { link.send(RedisCommand(name, []), deadline: nil) { answers.append($0) } }
            try await loop.until("both are answered") { link.isIdle }
            #expect(answers == [.success(.status("1")), .success(.status("2"))])
        }
        #expect(peer.commands == [["ONE"], ["TWO"]])
    }

    @Test func `a handler may send again`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let rounds = Box(0)
            func again() {
                link.send(RedisCommand("PING", []), deadline: nil) { _ in
                    rounds.value += 1
                    if rounds.value < 100 { again() }
                }
            }
            again()
            try await loop.until("a hundred rounds") { rounds.value == 100 }
        }
    }

    @Test func `descriptors are not inherited and do not wait to fill a packet`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let context = try HiredisContext(connectingTo: server.endpoint, replyLimit: 1000)
            #expect(fcntl(context.descriptor, F_GETFD) & FD_CLOEXEC != 0)
            #expect(fcntl(context.descriptor, F_GETFL) & O_NONBLOCK != 0)
            var isOn: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(context.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, &length)
            #expect(isOn != 0)
        }
    }

    @Test func `a connection from a chosen address is seen as such`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: .tcp(host: "127.0.0.1", port: server.port, source: "127.0.0.7"))
            guard case .string(let info) = try await link.call(RedisCommand("CLIENT", "INFO")) else { return }
            #expect(String(decoding: info, as: UTF8.self).contains("addr=127.0.0.7:"))
        }
    }
}
