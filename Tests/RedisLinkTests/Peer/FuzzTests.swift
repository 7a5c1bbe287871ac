import RedisFixture
import Testing

@testable import RedisLink

/// Replies that are nearly right: valid RESP with bytes changed, dropped, doubled and cut, from a seeded generator.
@Suite struct FuzzTests {
    private static let connections = 150

    private static let samples = [
        "+OK\r\n", "-ERR no\r\n", ":42\r\n", "$3\r\nabc\r\n", "$-1\r\n", "*0\r\n", "*-1\r\n",
        "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n", "*2\r\n*2\r\n:1\r\n*1\r\n$1\r\nx\r\n+s\r\n",
        "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n",
    ].map { Array($0.utf8) }

    private static func mutated(_ generator: inout SplitMix) -> [UInt8] {
        var bytes = (0..<3).flatMap { _ in samples.randomElement(using: &generator) ?? [] }
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = .random(in: .min ... .max, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
            default: bytes[place] = Array("0123456789*$:+-\r\n".utf8).randomElement(using: &generator) ?? 0
            }
        }
        return bytes
    }

    private static func scripts(seed: UInt64, before: [PeerStep]) -> [[PeerStep]] {
        var generator = SplitMix(state: seed)
        let broken = (0..<connections).map { _ in before + [.sendBytes(mutated(&generator)), .close] }
        return broken + [[.answer("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n"), .stall]]
    }

    private static var options: RedisLinkOptions {
        .patient {
            $0.backoffStart = .microseconds(100)
            $0.backoffLimit = .microseconds(100)
            $0.commandDeadline = .milliseconds(500)
        }
    }

    @Test(arguments: [1, 2] as [UInt64]) func `every command is answered once, whatever comes back`(seed: UInt64)
        async throws
    {
        let peer = try ScriptedPeer(scripts: Self.scripts(seed: seed, before: [.ignore]))
        try await withLoop { loop in
            let link = RedisLink(on: loop, to: peer.endpoint, as: .open, options: Self.options)
            link.start()
            var (sent, answered) = (0, 0)
            try await loop.until("every script was played") {
                if link.state.isReady, link.isIdle {
                    sent += 1
                    link.send(RedisCommand("GET", "a"), deadline: nil) { _ in answered += 1 }
                }
                return peer.connections > Self.connections
            }
            link.close()
            try await loop.until("nothing waits") { sent == answered }
            #expect(sent > Self.connections / 2)
        }
    }

    @Test(arguments: [3, 4] as [UInt64]) func `a subscription survives whatever is pushed`(seed: UInt64) async throws {
        let confirm = PeerStep.answer("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n")
        let peer = try ScriptedPeer(scripts: Self.scripts(seed: seed, before: [confirm]))
        try await withLoop { loop in
            let subscription = RedisSubscription(
                on: loop, to: peer.endpoint, as: .open, options: Self.options, channels: ["c"],
                onMessage: { channel, _ in #expect(channel == Array("c".utf8)) })
            subscription.start()
            try await loop.until("every script was played") { peer.connections > Self.connections }
            try await loop.until("it is subscribed") { subscription.isSubscribed }
        }
    }
}
