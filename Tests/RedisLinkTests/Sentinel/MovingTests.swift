import RedisFixture
import Testing

@testable import RedisLink

/// What a following link does when it is told, with peers that say what a script says.
@Suite struct MovingTests {
    private static let master = "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"

    /// A Sentinel that names this node to whoever asks, and to whoever subscribes, who takes it for a violation.
    private static func sentinel(naming port: Int) throws -> ScriptedPeer {
        try ScriptedPeer([.answer("*2\r\n$9\r\n127.0.0.1\r\n$\(String(port).count)\r\n\(port)\r\n"), .close])
    }

    private static func group(_ sentinels: ScriptedPeer...) -> RedisSentinelGroup {
        RedisSentinelGroup(masterName: "kq", sentinels: sentinels.map(\.endpoint))
    }

    private static func announcement(of port: Int) -> [UInt8] { Array("kq 127.0.0.1 1 127.0.0.1 \(port)".utf8) }

    /// An hour: whoever waits for it fails the test.
    private static let hour = RedisLinkOptions.patient {
        $0.requiresMaster = true
        $0.backoffStart = .seconds(3600)
        $0.backoffLimit = .seconds(3600)
    }

    @Test func `a link that is told to move drops what waits and does not back off`() async throws {
        let old = try ScriptedPeer([.answer(Self.master), .ignore, .stall])
        let new = try ScriptedPeer([.answer(Self.master), .answer("+1\r\n"), .stall])
        let peer = try Self.sentinel(naming: old.port)
        try await withLoop { loop in
            let sentinel = RedisSentinel(on: loop, Self.group(peer))
            let link = RedisLink(on: loop, following: sentinel, as: .open, options: Self.hour)
            link.start()
            try await loop.until("the link is ready") { link.state.isReady }
            #expect(link.endpoint == old.endpoint)
            let answers = Box<[Result<RedisReply, RedisError>]>([])
            link.send(RedisCommand("SET", "a", "1"), deadline: nil) { answers.value.append($0) }
            try await loop.until("the command has left") { old.commands.count == 2 }
            sentinel.announced(Self.announcement(of: new.port))
            #expect(link.endpoint == nil)
            guard case .failure(let error)? = answers.value.first else {
                Issue.record("the command still waits")
                return
            }
            #expect(error.code == .notMaster && error.phase == .sent && error.mayHaveTakenEffect)
            try await loop.until("the link has moved") { link.endpoint == new.endpoint }
            #expect(try await link.call(RedisCommand("GET", "a")) == .status("1"))
            #expect(old.commands.count == 2)
        }
    }

    @Test func `a link that waits is woken by an announcement, and one for another group is ignored`() async throws {
        let nobody = try RefusingPort()
        let new = try ScriptedPeer([.answer(Self.master), .stall])
        let peer = try Self.sentinel(naming: nobody.port)
        try await withLoop { loop in
            let sentinel = RedisSentinel(on: loop, Self.group(peer))
            let link = RedisLink(on: loop, following: sentinel, as: .open, options: Self.hour)
            link.start()
            try await loop.until("the link waits") { if case .waiting = link.state { true } else { false } }
            sentinel.announced(Array("other 127.0.0.1 1 127.0.0.1 \(new.port)".utf8))
            #expect(sentinel.announcements == 0)
            sentinel.announced(Self.announcement(of: new.port))
            try await loop.until("the link is on the new primary") { link.endpoint == new.endpoint }
        }
    }

    @Test func `a Sentinel that is behind does not lead back to the node that was replaced`() async throws {
        let old = try ScriptedPeer([.answer(Self.master), .stall])
        let new = try ScriptedPeer([.answer(Self.master), .reset], [.answer(Self.master), .stall])
        let (behind, knowing) = (try Self.sentinel(naming: old.port), try Self.sentinel(naming: new.port))
        try await withLoop { loop in
            let sentinel = RedisSentinel(on: loop, Self.group(behind, knowing), seed: 0)
            sentinel.belief.adopt(old.endpoint)
            let options = RedisLinkOptions.patient { $0.requiresMaster = true }
            let link = RedisLink(on: loop, following: sentinel, as: .open, options: options)
            link.start()
            sentinel.announced(Self.announcement(of: new.port))
            try await loop.until("it was reset, and is back") { new.connections == 2 && link.endpoint == new.endpoint }
            #expect(behind.commands.contains { $0.first == "SENTINEL" })
            #expect(old.connections == 0)
        }
    }

    @Test func `a way back that every Sentinel speaks of is taken`() async throws {
        let old = try ScriptedPeer([.answer(Self.master), .stall])
        let new = try RefusingPort()
        let peers = try (0..<2).map { _ in try Self.sentinel(naming: old.port) }
        try await withLoop { loop in
            let sentinel = RedisSentinel(on: loop, Self.group(peers[0], peers[1]), seed: 0)
            sentinel.belief.adopt(old.endpoint)
            sentinel.belief.adopt(new.endpoint)
            let link = RedisLink(on: loop, following: sentinel, as: .open, options: Self.hour)
            link.start()
            try await loop.until("the link is on the old primary") { link.endpoint == old.endpoint }
            #expect(sentinel.primary == old.endpoint)
        }
    }

    @Test(arguments: [
        "-LOADING Redis is loading the dataset in memory", "-MASTERDOWN Link with MASTER is down",
        "-READONLY You can't write against a read only replica.",
    ])
    func `a primary that cannot serve is left and looked for anew`(word: String) async throws {
        let node = try ScriptedPeer(
            [.answer(Self.master), .answer("\(word)\r\n"), .stall], [.answer(Self.master), .answer("+1\r\n"), .stall])
        let peer = try Self.sentinel(naming: node.port)
        try await withLoop { loop in
            let sentinel = RedisSentinel(on: loop, Self.group(peer))
            let options = RedisLinkOptions.patient { $0.requiresMaster = true }
            let link = RedisLink(on: loop, following: sentinel, as: .open, options: options)
            link.start()
            try await loop.until("the link is ready") { link.state.isReady }
            _ = try await link.failure(of: RedisCommand("GET", "a"))
            try await loop.until("the link is back") { link.reconnects == 1 && link.state.isReady }
            #expect(try await link.call(RedisCommand("GET", "a")) == .status("1"))
            #expect(peer.commands.count { $0.first == "SENTINEL" } >= 2)
        }
    }

    @Test func `what one link is told counts for those that are ready elsewhere`() async throws {
        let (old, new) = (
            try ScriptedPeer([.answer(Self.master), .stall]), try ScriptedPeer([.answer(Self.master), .stall])
        )
        let peer = try Self.sentinel(naming: old.port)
        try await withLoop { loop in
            let sentinel = RedisSentinel(on: loop, Self.group(peer))
            let link = RedisLink(on: loop, following: sentinel, as: .open, options: Self.hour)
            link.start()
            try await loop.until("the link is on the old primary") { link.endpoint == old.endpoint }
            sentinel.heard(.named(try #require(Self.address(new.port))), from: 0)
            try await loop.until("it has followed") { link.endpoint == new.endpoint }
            sentinel.heard(.named(try #require(Self.address(old.port))), from: 0)
            #expect(link.endpoint == new.endpoint, "who names the replaced node is behind")
        }
    }

    @Test func `a link that reaches a node just replaced writes nothing to it`() async throws {
        let old = try ScriptedPeer([.ignore, .drip(Self.master, everyMilliseconds: 20), .ignore, .stall])
        let new = try ScriptedPeer([.answer(Self.master), .answer("+1\r\n"), .stall])
        let peer = try Self.sentinel(naming: old.port)
        try await withLoop { loop in
            let sentinel = RedisSentinel(on: loop, Self.group(peer))
            let answers = Box<[Result<RedisReply, RedisError>]>([])
            let held = Box<RedisLink?>(nil)
            let link = RedisLink(on: loop, following: sentinel, as: .open, options: Self.hour) { state in
                guard state.isReady else { return }
                held.value?.send(RedisCommand("GET", "a"), deadline: nil) { answers.value.append($0) }
            }
            held.value = link
            defer { held.value = nil }
            link.start()
            try await loop.until("it is on its way") { link.attempts == 1 }
            sentinel.heard(.named(try #require(Self.address(new.port))), from: 0)
            try await loop.until("it is on the new primary, and answered") { answers.value.count == 2 }
            #expect(link.endpoint == new.endpoint)
            #expect(old.commands.map(\.first) == ["ROLE"])
            guard case .failure(let error)? = answers.value.first else { return }
            #expect(error.phase == .queued && !error.mayHaveTakenEffect)
        }
    }

    private static func address(_ port: Int) -> SentinelAddress? {
        SentinelAddress(host: "127.0.0.1".utf8, port: String(port).utf8)
    }
}
