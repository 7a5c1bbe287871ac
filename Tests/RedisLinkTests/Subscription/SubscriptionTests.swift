import RedisFixture
import Testing

@testable import RedisLink

/// What a subscription has told its owner.
private final class Heard {
    var messages: [String] = []
    var subscriptions: [Bool] = []
    var states: [LinkState] = []
    var reasons: [RedisError] { states.compactMap { if case .waiting(let reason) = $0 { reason } else { nil } } }
}

@Suite struct SubscriptionTests {
    private static let confirmation = "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n"
    private static let message = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n"

    private func subscription(
        on loop: EventLoop, to endpoint: RedisEndpoint, channels: [String] = ["c"],
        options: RedisLinkOptions = .patient()
    ) -> (RedisSubscription, Heard) {
        let heard = Heard()
        let subscription = RedisSubscription(
            on: loop, to: endpoint, as: .open, options: options, channels: channels,
            onMessage: { channel, payload in
                heard.messages.append(String(decoding: channel + Array("=".utf8) + payload, as: UTF8.self))
            },
            onSubscribed: { heard.subscriptions.append($0) },
            onStateChange: { heard.states.append($0) })
        subscription.start()
        return (subscription, heard)
    }

    @Test func `messages of every channel arrive in their order`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let (subscription, heard) = subscription(on: loop, to: server.endpoint, channels: ["c", "d"])
            try await loop.until("it is subscribed") { subscription.isSubscribed }
            let link = try await loop.readyLink(to: server.endpoint)
            for number in 0..<500 {
                link.send(RedisCommand("PUBLISH", number % 2 == 0 ? "c" : "d", String(number)), deadline: nil) { _ in }
            }
            try await loop.until("all have come") { heard.messages.count == 500 }
            #expect(heard.messages == (0..<500).map { "\($0 % 2 == 0 ? "c" : "d")=\($0)" })
            #expect(heard.subscriptions == [false])
            #expect(subscription.messages == 500)
        }
    }

    @Test func `after a reconnect it subscribes again and reports the gap`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let (subscription, heard) = subscription(on: loop, to: server.endpoint)
            try await loop.until("it is subscribed") { subscription.isSubscribed }
            try server.ask("CLIENT", "KILL", "TYPE", "pubsub")
            try await loop.until("it is subscribed again") { heard.subscriptions.count == 2 }
            server.kill()
            try await loop.until("it is down") { !subscription.isSubscribed }
            try server.restart()
            try await loop.until("it is subscribed once more") { heard.subscriptions.count == 3 }
            #expect(heard.subscriptions == [false, true, true])
            #expect(try server.ask("PUBLISH", "c", "back") == .integer(1))
            try await loop.until("the message has come") { heard.messages == ["c=back"] }
        }
    }

    @Test func `a quiet server that answers PING keeps its connection`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let options = RedisLinkOptions.patient {
                $0.heartbeat = .milliseconds(10); $0.missedBeats = 200
            }
            let (subscription, heard) = subscription(on: loop, to: server.endpoint, options: options)
            try await loop.until("it was asked twenty times") {
                let text = try server.ask("INFO", "commandstats").asText
                return text.contains("cmdstat_ping:calls=2")
            }
            #expect(subscription.reconnects == 0)
            #expect(heard.states == [.connecting, .ready(.unasked)])
        }
    }

    @Test func `a server that stands still is dead after the missed beats`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let options = RedisLinkOptions.patient { $0.heartbeat = .milliseconds(50) }
            let (subscription, heard) = subscription(on: loop, to: server.endpoint, options: options)
            try await loop.until("it is subscribed") { subscription.isSubscribed }
            try server.pause()
            try await loop.until("it is given up") { !heard.reasons.isEmpty }
            #expect(heard.reasons.first?.code == .deadlineExceeded)
            #expect(!subscription.isSubscribed)
            server.resume()
            try await loop.until("it is subscribed again") { subscription.isSubscribed }
            #expect(heard.subscriptions.last == true)
        }
    }

    @Test func `a subscription that is not confirmed in time is begun again`() async throws {
        let peer = try ScriptedPeer([.ignore, .stall], [.answer(Self.confirmation), .stall])
        try await withLoop { loop in
            let options = RedisLinkOptions.patient {
                $0.commandDeadline = .milliseconds(50); $0.heartbeat = .seconds(30)
            }
            let (subscription, heard) = subscription(on: loop, to: peer.endpoint, options: options)
            try await loop.until("it is subscribed") { subscription.isSubscribed }
            #expect(heard.reasons.first?.code == .deadlineExceeded)
            #expect(heard.subscriptions == [false])
        }
    }

    @Test(arguments: [
        ":1\r\n", "+OK\r\n", "$2\r\nhi\r\n", "$-1\r\n", "*0\r\n", "*-1\r\n", "*1\r\n:1\r\n", "*1\r\n$4\r\npong\r\n",
        "garbage\r\n",
        "*3\r\n$7\r\nmessage\r\n$1\r\nz\r\n$2\r\nhi\r\n", "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n:1\r\n",
        "*3\r\n$7\r\nmessage\r\n*0\r\n$2\r\nhi\r\n", "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n",
        "*3\r\n$11\r\nunsubscribe\r\n$1\r\nc\r\n:0\r\n", "*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$1\r\nc\r\n$2\r\nhi\r\n",
        "*2147483647\r\n",
    ])
    func `a push of the wrong shape ends the connection, and messages come on the next one`(push: String) async throws {
        let peer = try ScriptedPeer(
            [.answer(Self.confirmation), .send(push), .stall], [.answer(Self.confirmation + Self.message), .stall])
        try await withLoop { loop in
            let options = RedisLinkOptions.patient { $0.heartbeat = .seconds(30) }
            let (subscription, heard) = subscription(on: loop, to: peer.endpoint, options: options)
            try await loop.until("the message has come") { heard.messages == ["c=hi"] }
            #expect(heard.reasons.first?.code == .protocolViolation)
            #expect(heard.subscriptions == [false, true])
            #expect(subscription.reconnects == 1)
        }
    }

    @Test func `a channel that is forbidden is an error of its own kind`() async throws {
        let server = try RedisServer.start(.init(users: ["default on nopass ~* resetchannels &allowed +@all"]))
        try await withLoop { loop in
            let (subscription, heard) = subscription(on: loop, to: server.endpoint)
            try await loop.until("it was refused") { !heard.reasons.isEmpty }
            #expect(heard.reasons.first?.serverError?.kind == .noPermission)
            #expect(heard.subscriptions.isEmpty)
            withExtendedLifetime(subscription) {}
        }
    }

    @Test func `closing is final, from inside a message too`() async throws {
        let peer = try ScriptedPeer([.answer(Self.confirmation), .flood(Self.message, count: 100), .stall])
        try await withLoop { loop in
            let count = Box(0)
            let held = Box<RedisSubscription?>(nil)
            held.value = RedisSubscription(
                on: loop, to: peer.endpoint, as: .open, options: .patient(), channels: ["c"],
                onMessage: { _, _ in
                    count.value += 1
                    if count.value == 3 {
                        held.value?.close()
                        held.value = nil
                    }
                })
            held.value?.start()
            try await loop.until("it is gone") { held.value == nil }
            #expect(count.value == 3)
        }
    }
}

extension RedisReply {
    fileprivate var asText: String {
        if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { "" }
    }
}
