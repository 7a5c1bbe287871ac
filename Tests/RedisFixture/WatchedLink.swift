import RedisLink

/// A link whose connection stands, a sender over it that can lose answers, and everything that one channel says.
package final class WatchedLink {
    package let link: RedisLink
    package let sender: ForgetfulSender
    private let channel: String
    private let inbox = Inbox()
    private let subscription: RedisSubscription

    package init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, channel: String
    ) async throws {
        self.channel = channel
        link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
        sender = ForgetfulSender(link)
        let subscribed = Signal()
        subscription = RedisSubscription(
            on: loop, to: server.socketEndpoint, as: access, channels: [channel],
            onMessage: { [inbox] _, payload in inbox.take(payload) }, onSubscribed: { _ in subscribed.fire() })
        subscription.start()
        await subscribed.wait()
    }

    deinit {
        link.close()
        subscription.close()
    }

    /// What was published so far: all of it arrives before a marker that is published now.
    package func messages() async throws -> [[UInt8]] {
        let marker = Array("marker \(UInt64.random(in: .min ... .max))".utf8)
        let arrived = inbox.wait(for: marker)
        _ = try await link.call(RedisCommand("PUBLISH", [Array(channel.utf8), marker]))
        await arrived.wait()
        return inbox.messages
    }
}

extension RedisLink {
    /// The server's clock.
    package func milliseconds() async throws -> Int64 {
        guard case .array(let parts) = try await call(RedisCommand("TIME", [])), parts.count == 2,
            let seconds = parts[0].number, let micros = parts[1].number
        else { throw FixtureError("no time") }
        return seconds * 1000 + micros / 1000
    }
}

extension RedisReply {
    fileprivate var number: Int64? {
        if case .string(let digits) = self { Int64(String(decoding: digits, as: UTF8.self)) } else { nil }
    }
}

/// The messages of one channel, markers set aside.
private final class Inbox {
    private(set) var messages: [[UInt8]] = []
    private var markers: [[UInt8]: Signal] = [:]

    func wait(for marker: [UInt8]) -> Signal {
        let signal = Signal()
        markers[marker] = signal
        return signal
    }

    func take(_ payload: [UInt8]) {
        if let marker = markers.removeValue(forKey: payload) { marker.fire() } else { messages.append(payload) }
    }
}
