import RedisFixture
import RedisLink
import Testing

@testable import Doubles

/// Delay and throttle on real connections; lower bounds only, whatever the machine has to do besides.
@Suite struct SlowLinkTests {
    private static let delay: UInt64 = 30_000_000

    @Test(arguments: LinkDirection.allCases)
    func `bytes arrive in order and no earlier than the delay`(direction: LinkDirection) async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair()
            let rule = LinkRule.Kind.delay(by: Self.delay, jitter: 20_000_000, seed: 5)
            #expect(try stand.apply(1, rule, direction).shaped == 1)
            for (from, to, way) in [(pair.peer, pair.node, LinkWay.towardsNode), (pair.node, pair.peer, .fromNode)] {
                let began = loop.now
                let bytes = (0..<500).map { UInt8(truncatingIfNeeded: $0) }
                try await from.send(bytes) { 17 }
                let arrived = try await to.receive(bytes.count)
                #expect(arrived == bytes)
                #expect(!direction.covers(way) || loop.now - began >= Self.delay)
            }
            #expect(try stand.lift(1).shaped == 1)
            try await Stand.roundTrip(pair.peer, pair.node)
        }
    }

    @Test func `an end is delayed like bytes, and comes after them`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair()
            _ = try stand.apply(1, .delay(by: Self.delay, jitter: 0, seed: 1))
            let began = loop.now
            try await pair.peer.send([1, 2])
            pair.peer.finish()
            #expect(try await pair.node.receive(2) == [1, 2])
            #expect(try await pair.node.ending() == .finished)
            #expect(loop.now - began >= Self.delay)
        }
    }

    @Test func `newcomers are delayed too`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            #expect(try stand.apply(1, .delay(by: Self.delay, jitter: 0, seed: 1)).shaped == 0)
            let began = loop.now
            _ = try await stand.pair()
            #expect(loop.now - began >= 2 * Self.delay)
            #expect(try stand.lift(1).shaped == 1)
        }
    }

    @Test func `a throttled way passes no more than its rate, the other is free`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair()
            let rate: UInt64 = 400_000
            _ = try stand.apply(1, .throttle(bytesPerSecond: rate), .towardsNode)
            let began = loop.now
            let bytes = [UInt8](repeating: 3, count: 100_000)
            loop.spawn { try? await pair.peer.send(bytes) }
            try await pair.node.send([1])
            _ = try await pair.peer.receive(1)
            var arrived = 0
            while arrived < bytes.count {
                arrived += try await pair.node.receive(1_000).count
                #expect(Double(arrived) <= Double(loop.now - began) * Double(rate) / 1e9)
            }
        }
    }

    @Test func `what is lifted lets go of what waited`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair()
            _ = try stand.apply(1, .throttle(bytesPerSecond: 1))
            try await pair.peer.send([UInt8](repeating: 3, count: 30_000))
            try await loop.until("the proxy has read it") { LoopbackSocket.unreadBytes(of: pair.node.descriptor) >= 1 }
            _ = try stand.lift(1)
            #expect(try await pair.node.receive(30_000).count == 30_000)
            try await Stand.roundTrip(pair.peer, pair.node)
        }
    }
}
