import RedisFixture
import RedisLink
import Testing

@testable import Doubles

/// A real Redis behind the proxy.
@Suite struct RealRedisTests {
    private func stand(_ loop: EventLoop) throws -> (proxy: LinkProxy, endpoint: RedisEndpoint) {
        let proxy = LinkProxy(on: loop)
        let port = try proxy.setTarget(of: "redis", to: UInt16(RedisServer.shared.port))
        return (proxy, .tcp(host: "127.0.0.1", port: Int(port), source: SourceAddress.first.description))
    }

    private static var patient: RedisLinkOptions {
        var options = RedisLinkOptions()
        options.connectDeadline = .seconds(10)
        options.commandDeadline = .seconds(10)
        return options
    }

    private func link(to endpoint: RedisEndpoint, on loop: EventLoop) async throws -> RedisLink {
        let link = RedisLink(on: loop, to: endpoint, as: .open, options: Self.patient)
        link.start()
        try await loop.until("the link is ready") { link.state.isReady }
        return link
    }

    @Test func `a pipeline through the proxy is answered in its order`() async throws {
        try await withLoop { loop in
            let (proxy, endpoint) = try stand(loop)
            defer { proxy.shut() }
            let link = try await link(to: endpoint, on: loop)
            defer { link.close() }
            var answers: [RedisReply] = []
            let texts = (0..<2_000).map { String(repeating: "x", count: $0) }
            for text in texts {
                link.send(RedisCommand("PING", text), deadline: nil) {
                    if case .success(let reply) = $0 { answers.append(reply) }
                }
            }
            try await loop.until("all are answered") { answers.count == texts.count }
            #expect(answers == texts.map { .string(Array($0.utf8)) })
        }
    }

    @Test func `a push through the proxy arrives, and redis sees whose connection it is`() async throws {
        try await withLoop { loop in
            let (proxy, endpoint) = try stand(loop)
            defer { proxy.shut() }
            let link = try await link(to: endpoint, on: loop)
            defer { link.close() }
            let list = try await link.call(RedisCommand("CLIENT", "LIST"))
            guard case .string(let text) = list else { throw FixtureError("CLIENT LIST: \(list)") }
            #expect(String(decoding: text, as: UTF8.self).contains(" addr=\(SourceAddress.first):"))
            var messages: [[UInt8]] = []
            let subscription = RedisSubscription(
                on: loop, to: endpoint, as: .open, options: Self.patient, channels: ["doubles:push"],
                onMessage: { messages.append($1) })
            subscription.start()
            defer { subscription.close() }
            try await loop.until("the message arrives") {
                try RedisServer.shared.ask("PUBLISH", "doubles:push", "hello")
                return messages.first == Array("hello".utf8)
            }
        }
    }
}
