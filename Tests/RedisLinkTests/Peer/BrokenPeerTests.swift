import RedisFixture
import Testing

@testable import RedisLink

/// A peer that does everything a server should not: the command fails in time and says what is known, the link goes on.
@Suite struct BrokenPeerTests {
    private static let milliseconds: UInt64 = 1_000_000

    /// What becomes of one command, on a link that the peer serves by this script first and well afterwards.
    private func failure(
        _ script: [PeerStep], deadline: UInt64? = nil, options: RedisLinkOptions = .patient()
    ) async throws -> RedisError {
        let peer = try ScriptedPeer(script, [.answer("+OK\r\n"), .stall])
        return try await withLoop { loop in
            let link = try await loop.readyLink(to: peer.endpoint, options: options)
            let error = try await link.failure(of: RedisCommand("SET", "a", "1"), deadline: deadline)
            try await loop.until("the link is back") { link.reconnects == 1 && link.state.isReady }
            #expect(try await link.call(RedisCommand("SET", "a", "1")) == .status("OK"))
            return error
        }
    }

    @Test func `refused`() async throws {
        let port = try RefusingPort()
        try await withLoop { loop in
            let reasons = Box<[RedisError]>([])
            let link = RedisLink(on: loop, to: port.endpoint, as: .open, options: .patient()) { state in
                if case .waiting(let reason) = state { reasons.value.append(reason) }
            }
            link.start()
            try await loop.until("three attempts") { reasons.value.count >= 3 }
            #expect(reasons.value.allSatisfy { $0.code == .connectFailed && $0.phase == .connect })
            #expect(reasons.value.allSatisfy { $0.detail == "Connection refused" })
        }
    }

    @Test(arguments: [
        RedisEndpoint.unix(path: "/nonexistent/redis.sock"), .tcp(host: "256.256.256.256", port: 6379),
        .tcp(host: "127.0.0.1", port: 6379, source: "192.0.2.1"),
    ])
    func `nowhere to connect to`(endpoint: RedisEndpoint) async throws {
        try await withLoop { loop in
            let link = RedisLink(on: loop, to: endpoint, as: .open, options: .patient())
            link.start()
            #expect(link.state == .connecting)  // told later, never from inside `start`
            try await loop.until("three attempts") { link.attempts >= 3 }
            #expect(try await link.failure(of: RedisCommand("GET", "a")).code == .connectFailed)
        }
    }

    @Test func `connecting never ends`() async throws {
        let port = try SilentPort()
        try await withLoop { loop in
            let start = loop.now
            let options = RedisLinkOptions.patient { $0.connectDeadline = .milliseconds(50) }
            let link = RedisLink(on: loop, to: port.endpoint, as: .open, options: options)
            link.start()
            try await loop.until("two attempts") { link.attempts >= 2 }
            #expect(loop.now - start >= 50 * Self.milliseconds)
        }
    }

    @Test(arguments: [[.ignore, .reset], [.ignore, .close], [.ignore, .send("$10\r\nabc"), .close]] as [[PeerStep]])
    func `reset or closed before the reply is whole`(script: [PeerStep]) async throws {
        let error = try await failure(script)
        #expect(error.code == .connectionLost)
        #expect(error.phase == .sent)
        #expect(error.mayHaveTakenEffect)
        #expect(error.command == "SET")
    }

    @Test func `a reset is told as what it is`() async throws {
        #expect(try await failure([.ignore, .reset]).detail == "Connection reset by peer")
    }

    @Test(arguments: [[.reset], [.close]] as [[PeerStep]]) func `closed as soon as it is accepted`(
        script: [PeerStep]
    ) async throws {
        let peer = try ScriptedPeer(script)
        try await withLoop { loop in
            let link = RedisLink(on: loop, to: peer.endpoint, as: .open, options: .patient())
            link.start()
            try await loop.until("it has tried five times") { link.attempts >= 5 }
        }
        #expect(peer.connections >= 4)
    }

    @Test(arguments: [[.ignore, .stall], [.ignore, .send("$10\r\nabc"), .stall]] as [[PeerStep]])
    func `silence`(script: [PeerStep]) async throws {
        let error = try await failure(script, deadline: 50 * Self.milliseconds)
        #expect(error.code == .deadlineExceeded)
        #expect(error.phase == .sent)
        #expect(error.mayHaveTakenEffect)
    }

    @Test func `a reply that drips in outlives no deadline`() async throws {
        let text = "$1000\r\n" + String(repeating: "x", count: 1000)
        let error = try await failure(
            [.ignore, .drip(text, everyMilliseconds: 5)], deadline: 100 * Self.milliseconds)
        #expect(error.code == .deadlineExceeded)
    }

    @Test func `a reply that drips in within its deadline is a reply`() async throws {
        let peer = try ScriptedPeer([.ignore, .drip("*2\r\n$3\r\nabc\r\n:-42\r\n", everyMilliseconds: 1), .stall])
        try await withLoop { loop in
            let link = try await loop.readyLink(to: peer.endpoint)
            let reply = try await link.call(RedisCommand("GET", "a"))
            #expect(reply == .array([.text("abc"), .integer(-42)]))
        }
    }

    @Test func `a command that never left had no effect`() async throws {
        let peer = try ScriptedPeer([.stall])  // serves one; the second connection waits unread in the queue
        try await withLoop { loop in
            let first = try await loop.readyLink(to: peer.endpoint)
            let link = try await loop.readyLink(to: peer.endpoint)
            let large = RedisCommand("SET", [Array("a".utf8), [UInt8](repeating: 1, count: 32 << 20)])
            let error = try await link.failure(of: large, deadline: 100 * Self.milliseconds)
            #expect(error.code == .deadlineExceeded)
            #expect(error.phase == .queued)
            #expect(!error.mayHaveTakenEffect)
            withExtendedLifetime(first) {}
        }
    }

    @Test func `the server's last word is heard though it has closed already`() async throws {
        let peer = try ScriptedPeer([.send("-ERR max number of clients reached\r\n"), .close])
        try await withLoop { loop in
            let reasons = Box<[RedisError]>([])
            let options = RedisLinkOptions.patient { $0.clientName = "r" }
            let link = RedisLink(on: loop, to: peer.endpoint, as: .open, options: options) { state in
                if case .waiting(let reason) = state { reasons.value.append(reason) }
            }
            link.start()
            try await loop.until("three attempts") { reasons.value.count >= 3 }
            #expect(reasons.value.contains { $0.detail == "ERR max number of clients reached" })
            withExtendedLifetime(link) {}
        }
    }

    @Test(arguments: [
        "hello\r\n", "\u{0}\u{1}\u{2}\u{3}", "HTTP/1.1 400 Bad Request\r\n\r\n", "\r\n\r\n", ":abc\r\n", "$abc\r\n",
        "$-2\r\n",
        "*-2\r\n", "*abc\r\n", ":99999999999999999999999\r\n",
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
        "*2147483647\r\n", "*4294967296\r\n", "*9223372036854775807\r\n", "%1\r\n", ">2\r\n",
        "*2\r\n*100000000\r\n*100000000\r\n", "*1\r\n?\r\n",
    ])
    func `what is no RESP`(text: String) async throws {
        let error = try await failure([.ignore, .send(text), .stall])
        #expect(error.code == .protocolViolation)
        #expect(error.phase == .sent)
        #expect(error.mayHaveTakenEffect)
    }

    @Test func `a bulk string that announces more than there can be`() async throws {
        for text in ["$9223372036854775807\r\n", "$2147483647\r\n"] {
            let error = try await failure([.ignore, .send(text), .stall], deadline: 200 * Self.milliseconds)
            #expect([.protocolViolation, .deadlineExceeded].contains(error.code))
        }
    }

    @Test(arguments: ["+", "-", ":", "$", "*", "x\ny\r"]) func `a line that never ends`(start: String) async throws {
        let chunk = String(repeating: "1", count: 4096)
        let error = try await failure([.ignore, .send(start), .flood(chunk, count: 100), .stall])
        #expect(error.code == .protocolViolation)
    }

    @Test(arguments: ["$900000\r\n", "*9\r\n$90000\r\n"]) func `a reply beyond the limit`(head: String) async throws {
        let options = RedisLinkOptions.patient { $0.replyBytes = 100_000 }
        let item = String(repeating: "x", count: 90_000) + "\r\n$90000\r\n"
        let error = try await failure([.ignore, .send(head), .flood(item, count: 10), .stall], options: options)
        #expect(error.code == .protocolViolation)
        #expect(error.detail.contains("100000 bytes"))
    }

    @Test func `a reply too many`() async throws {
        let peer = try ScriptedPeer([.answer("+1\r\n+2\r\n"), .stall], [.answer("+3\r\n"), .stall])
        try await withLoop { loop in
            let reasons = Box<[RedisError]>([])
            let link = RedisLink(on: loop, to: peer.endpoint, as: .open, options: .patient()) { state in
                if case .waiting(let reason) = state { reasons.value.append(reason) }
            }
            link.start()
            try await loop.until("the link is ready") { link.state.isReady }
            #expect(try await link.call(RedisCommand("GET", "a")) == .status("1"))
            try await loop.until("the link is back") { link.reconnects == 1 && link.state.isReady }
            #expect(reasons.value.map(\.code) == [.protocolViolation])
            #expect(try await link.call(RedisCommand("GET", "a")) == .status("3"))
        }
    }

    @Test(
        arguments: [
            [.answer("+OK\r\n"), .answer(":1\r\n"), .stall], [.answer("*0\r\n"), .stall],
            [.answer("+OK\r\n"), .ignore, .close],
            [.answer("+OK\r\n"), .ignore, .reset], [.answer("+OK\r\n+OK\r\n+OK\r\n+OK\r\n"), .stall],
            [.send("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\np\r\n"), .stall], [.ignore, .stall],
        ] as [[PeerStep]])
    func `a handshake that goes wrong is begun again`(script: [PeerStep]) async throws {
        let role = "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"
        let peer = try ScriptedPeer(script, [.answer("+OK\r\n"), .answer(role), .stall])
        try await withLoop { loop in
            let options = RedisLinkOptions.patient {
                $0.clientName = "r"
                $0.requiresMaster = true
                $0.commandDeadline = .milliseconds(300)
            }
            let link = RedisLink(on: loop, to: peer.endpoint, as: .open, options: options)
            link.start()
            try await loop.until("the link is ready") { link.state == .ready(.master) }
            #expect(link.attempts >= 2)
        }
    }
}
