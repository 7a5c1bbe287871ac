import RedisFixture
import Testing

@testable import RedisLink

/// Links that follow a group of real Sentinels through what happens to it. One set serves all, one test after the other.
@Suite(.serialized) struct FollowingTests {
    private static func healed() throws -> (SentinelSet, RedisServer) {
        let set = try SentinelSet.common
        try set.heal()
        guard let primary = set.primary else { throw FixtureError("the Sentinels agree on nobody") }
        return (set, primary)
    }

    /// The lines of our connections in a server's list, each of which begins with its number.
    private static func ours(on server: RedisServer) throws -> [Substring] {
        guard case .string(let bytes) = try server.ask("CLIENT", "LIST") else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter {
            $0.contains(" user=\(SentinelSet.user) ")
        }
    }

    private static func age(ofConnection line: Substring) -> Int {
        line.split(separator: " age=").last.flatMap { Int($0.prefix(while: \.isNumber)) } ?? 0
    }

    private static func number(ofConnection line: Substring) -> Substring { line.prefix { $0 != " " } }

    @Test func `a killed primary is followed by the link and by the subscription, which reports the gap`() async throws
    {
        let (set, old) = try Self.healed()
        try await withLoop(deadline: .seconds(90)) { loop in
            let pair = FollowingPair(on: loop, set.group())
            try await pair.startOn(old)
            #expect(pair.gaps.value == [false])
            old.kill()
            try await loop.until("both have followed", within: 60) { pair.haveLeft(old) }
            #expect(pair.link.state == .ready(.master))
            #expect(pair.reasons.first?.mayHaveTakenEffect == false)
            #expect(pair.gaps.value.first == false && pair.gaps.value.dropFirst().allSatisfy { $0 })
            #expect(pair.gaps.value.count >= 2)
            #expect(try await pair.link.call(RedisCommand("PUBLISH", "c", "after")) == .integer(1))
            try await loop.until("the message has come") { pair.messages.value == ["after"] }
            #expect(pair.sentinel.primary == pair.link.endpoint)
        }
    }

    @Test func `after an ordered failover the old primary, alive and willing, gets no more commands`() async throws {
        let (set, old) = try Self.healed()
        try await withLoop(deadline: .seconds(90)) { loop in
            let pair = FollowingPair(on: loop, set.group())
            try await pair.startOn(old)
            let asked = Box((sent: 0, answered: 0))
            func ask() {
                asked.value.sent += 1
                pair.link.send(RedisCommand("STRLEN", "a"), deadline: nil) { _ in asked.value.answered += 1 }
            }
            for _ in 0..<10 { ask() }
            try await loop.until("all are answered") { asked.value.sent == asked.value.answered }
            let order = Box(FailoverOrder(of: set, from: old))
            try await loop.until("the link has followed", within: 80) {
                ask()
                try order.value.insist(at: loop.now)
                return pair.haveLeft(old)
            }
            try await loop.until("all are answered") { asked.value.sent == asked.value.answered }
            let before = try set.calls(of: "strlen", on: old)
            #expect(before > 0)
            #expect(try Self.ours(on: old).isEmpty)
            for _ in 0..<100 { #expect(try await pair.link.call(RedisCommand("STRLEN", "a")) == .integer(0)) }
            #expect(try set.calls(of: "strlen", on: old) == before)
            #expect(pair.reasons.contains { $0.code == .notMaster && $0.phase == .locate }, "a Sentinel said so")
        }
    }

    @Test func `with one Sentinel alive the primary is found, and nothing is asked while all is well`() async throws {
        let (set, primary) = try Self.healed()
        for sentinel in set.sentinels.prefix(2) { sentinel.kill() }
        try await withLoop(deadline: .seconds(60)) { loop in
            var group = set.group(behind: [try SilentPort().endpoint])
            group.heartbeat = .milliseconds(500)
            let pair = FollowingPair(on: loop, group)
            try await pair.startOn(primary)
            let last = set.sentinels[2]
            #expect(pair.sentinel.listensTo == last.endpoint)
            try await loop.until("nobody asks any longer") { try Self.ours(on: last).count == 1 }
            let first = try Self.ours(on: last)
            try await loop.until("the heart has beaten for a while", within: 30) {
                let ours = try Self.ours(on: last)
                #expect(
                    ours.map(Self.number(ofConnection:)) == first.map(Self.number(ofConnection:)),
                    "whoever asks has another connection")
                return ours.contains { Self.age(ofConnection: $0) >= 3 && $0.contains(" cmd=ping ") }
            }
            #expect(first.count == 1)
            #expect(pair.link.attempts == 1 && pair.subscription.attempts == 1)
        }
    }

    /// What a Sentinel answers that must not lead a link astray; the true ones come after it.
    enum Liar: String, CaseIterable {
        case namesReplica, namesNobody, knowsNothing, refuses, isLate, isSilent

        func script(_ replica: RedisServer) -> [PeerStep] {
            switch self {
            case .namesReplica: [.ignore, .ignore, .answer("+OK\r\n+OK\r\n" + Self.address(replica.port)), .stall]
            case .namesNobody: [.ignore, .ignore, .answer("+OK\r\n+OK\r\n" + Self.address(1)), .stall]
            case .knowsNothing: [.ignore, .ignore, .answer("+OK\r\n+OK\r\n*-1\r\n"), .stall]
            case .refuses: [.answer("-WRONGPASS invalid username-password pair or user is disabled.\r\n"), .stall]
            case .isLate:
                [
                    .ignore, .ignore, .ignore,
                    .drip("+OK\r\n+OK\r\n" + Self.address(replica.port), everyMilliseconds: 40),
                ]
            case .isSilent: [.stall]
            }
        }

        /// It hears the question and answers it: then a busy machine is given time, so that it really does.
        var isPrompt: Bool { self == .namesReplica || self == .namesNobody || self == .knowsNothing }

        private static func address(_ port: Int) -> String {
            "*2\r\n$9\r\n127.0.0.1\r\n$\(String(port).count)\r\n\(port)\r\n"
        }
    }

    @Test(arguments: Liar.allCases) func `a Sentinel that is wrong does not keep us from the primary`(liar: Liar)
        async throws
    {
        let (set, primary) = try Self.healed()
        let replica = set.replicas[0]
        let peer = try ScriptedPeer([.close], liar.script(replica))  // the subscription comes first, then the question
        let before = try set.calls(of: "role", on: replica)
        try await withLoop(deadline: .seconds(60)) { loop in
            var group = set.group(behind: [peer.endpoint])
            if liar.isPrompt { group.answerDeadline = .seconds(5) }
            let pair = FollowingPair(on: loop, group)
            try await pair.startOn(primary)
            #expect(peer.commands.contains { $0.first == "SENTINEL" } || !liar.isPrompt)
            #expect(try set.calls(of: "role", on: replica) > before || liar != .namesReplica, "the node was asked")
            try primary.ask("CLIENT", "KILL", "USER", SentinelSet.user)
            try await loop.until("both are back", within: 30) {
                pair.link.reconnects >= 1 && pair.subscription.reconnects >= 1 && pair.isOn(primary)
            }
            #expect(try await pair.link.call(RedisCommand("STRLEN", "a")) == .integer(0))
        }
    }

    @Test func `Sentinels that refuse our password are told apart, and a new one is tried at once`() async throws {
        let (set, primary) = try Self.healed()
        try await withLoop(deadline: .seconds(60)) { loop in
            let wrong = RedisAccess(user: SentinelSet.user, password: RedisPassword(text: "wrong-secret"))
            let pair = FollowingPair(on: loop, set.group(access: wrong))
            pair.start()
            try await loop.until("it was refused more than once", within: 30) { pair.reasons.count > 1 }
            #expect(pair.reasons.allSatisfy { $0.code == .notLocated && $0.phase == .locate })
            #expect(pair.reasons.contains { $0.serverError?.kind == .wrongPassword })
            #expect(pair.reasons.allSatisfy { !"\($0)".contains("secret") })
            let error = try await pair.link.failure(of: RedisCommand("STRLEN", "a"))
            #expect(error.phase == .queued && !error.mayHaveTakenEffect)
            pair.sentinel.updateAccess(SentinelSet.access)
            try await loop.until("both are on the primary", within: 30) { pair.isOn(primary) }
        }
    }

    @Test func `without any Sentinel a link keeps its primary, cannot find one, and recovers with them`() async throws {
        let (set, primary) = try Self.healed()
        try await withLoop(deadline: .seconds(90)) { loop in
            let pair = FollowingPair(on: loop, set.group())
            try await pair.startOn(primary)
            for sentinel in set.sentinels { sentinel.kill() }
            try await loop.until("nobody is listened to") { pair.sentinel.listensTo == nil }
            #expect(try await pair.link.call(RedisCommand("STRLEN", "a")) == .integer(0))
            try primary.ask("CLIENT", "KILL", "USER", SentinelSet.user)
            try await loop.until("the link says why it waits", within: 30) {
                pair.reasons.contains { $0.code == .notLocated && $0.phase == .locate }
            }
            #expect(pair.link.endpoint == nil)
            try set.heal()
            try await loop.until("both are back", within: 30) { pair.isOn(primary) }
        }
    }

    @Test func `links that are closed leave no connection to a Sentinel behind`() async throws {
        let (set, primary) = try Self.healed()
        try await withLoop(deadline: .seconds(60)) { loop in
            let pair = FollowingPair(on: loop, set.group())
            try await pair.startOn(primary)
            pair.link.close()
            #expect(pair.sentinel.listensTo != nil)
            pair.subscription.close()
            #expect(pair.sentinel.listensTo == nil && pair.link.endpoint == nil)
            try await loop.until("the servers see nobody of ours") {
                try (set.sentinels + set.nodes).allSatisfy { try Self.ours(on: $0).isEmpty }
            }
        }
    }
}
