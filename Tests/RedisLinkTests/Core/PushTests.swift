import Testing

@testable import RedisLink

@Suite struct PushTests {
    private static let channel = Array("c".utf8)

    static let wrongShapes: [RedisReply] = [
        .integer(1), .status("OK"), .null, .text("message"), .array([]), .array([.integer(1)]),
        .array([.text("message")]), .array([.text("message"), .text("c")]),
        .array([.text("message"), .text("c"), .integer(1)]), .array([.text("message"), .text("c"), .null]),
        .array([.text("message"), .text("c"), .text("p"), .text("q")]),
        .array([.text("message"), .text("other"), .text("p")]),
        .array([.text("pmessage"), .text("c*"), .text("c"), .text("p")]),
        .array([.text("subscribe"), .text("other"), .integer(1)]), .array([.text("subscribe"), .null, .integer(1)]),
        .array([.text("subscribe"), .text("c"), .integer(1)]), .array([.text("pong")]),
        .array([.array([.text("message")]), .text("c"), .text("p")]),
        .array([.text("unsubscribe"), .text("c"), .integer(0)]),
    ]

    private func subscribed() -> SubscriptionMachine {
        var machine = SubscriptionMachine(channels: [Self.channel])
        _ = machine.begin()
        _ = machine.received(.array([.text("subscribe"), .text("c"), .integer(1)]))
        return machine
    }

    @Test func `messages and answers to PING are known by their shape`() {
        var machine = subscribed()
        #expect(machine.isSubscribed)
        #expect(
            machine.received(.array([.text("message"), .text("c"), .text("p")]))
                == .deliver(channel: Self.channel, payload: Array("p".utf8)))
        #expect(machine.received(.array([.text("pong"), .text("")])) == .none)
    }

    @Test(arguments: wrongShapes) func `any other shape is a violation`(reply: RedisReply) {
        var machine = subscribed()
        guard case .giveUp(let error) = machine.received(reply) else {
            Issue.record("\(reply) was accepted")
            return
        }
        #expect(error.code == .protocolViolation)
    }

    @Test func `it is subscribed when every channel is confirmed, and says so after a gap`() {
        var machine = SubscriptionMachine(channels: [Self.channel, Array("d".utf8), Self.channel])
        for afterGap in [false, true, true] {
            let texts = machine.begin().map { $0.arguments.map { String(decoding: $0, as: UTF8.self) } }
            #expect(texts == [["SUBSCRIBE", "c"], ["SUBSCRIBE", "d"]])
            #expect(!machine.isSubscribed)
            #expect(machine.received(.array([.text("subscribe"), .text("d"), .integer(1)])) == .none)
            #expect(
                machine.received(.array([.text("subscribe"), .text("c"), .integer(2)]))
                    == .subscribed(afterGap: afterGap))
        }
    }

    @Test func `a connection that ends half subscribed leaves no gap behind`() {
        var machine = SubscriptionMachine(channels: [Self.channel, Array("d".utf8)])
        _ = machine.begin()
        _ = machine.received(.array([.text("subscribe"), .text("d"), .integer(1)]))
        _ = machine.begin()
        #expect(machine.received(.array([.text("subscribe"), .text("c"), .integer(1)])) == .none)
        #expect(
            machine.received(.array([.text("subscribe"), .text("d"), .integer(2)])) == .subscribed(afterGap: false))
    }

    @Test func `a refusal to subscribe is the server's error`() {
        var machine = SubscriptionMachine(channels: [Self.channel])
        _ = machine.begin()
        guard case .giveUp(let error) = machine.received(.error(.init(kind: .noPermission, message: "NOPERM"))) else {
            Issue.record("a refusal was accepted")
            return
        }
        #expect(error.serverError?.kind == .noPermission)
    }
}

@Suite struct HeartbeatTests {
    @Test func `two missed beats are the end`() {
        var heartbeat = Heartbeat(allowedMisses: 2)
        #expect((0..<3).map { _ in heartbeat.beat() } == [.ask, .ask, .giveUp])
    }

    @Test func `any word counts`() {
        var heartbeat = Heartbeat(allowedMisses: 2)
        for _ in 0..<5 {
            #expect(heartbeat.beat() == .ask)
            #expect(heartbeat.beat() == .ask)
            heartbeat.heard()
        }
    }
}
