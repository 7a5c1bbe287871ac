import RedisFixture
import RedisLink
import Testing

@testable import Doubles

/// What rules do to real connections.
@Suite struct CutTests {
    @Test func `a cut resets the group that it names, and new ones of it, and nobody else`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", "b", on: loop)
            let cut = try await stand.pair(from: .first)
            let spared = try await stand.pair(from: .second)
            let elsewhere = try await stand.pair(of: "b", from: .first)
            #expect(try stand.apply(1, .cut, nodes: ["a"], peers: [.first]).reset == 1)
            #expect(try await cut.peer.ending() == .reset)
            #expect(try await cut.node.ending() == .reset)
            #expect(try await stand.peer(from: .first).ending() == .reset)
            try await Stand.roundTrip(spared.peer, spared.node)
            try await Stand.roundTrip(elsewhere.peer, elsewhere.node)
            #expect(try stand.lift(1).reset == 2)
            _ = try await stand.pair(from: .first)
            #expect(try stand.node().accept(on: loop) == nil)
        }
    }

    @Test func `a cut wins over a blackhole`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair()
            #expect(try stand.apply(1, .blackhole).held == 1)
            #expect(try stand.apply(2, .cut).reset == 1)
            #expect(try await pair.peer.ending() == .reset)
            #expect(try await pair.node.ending() == .reset)
            #expect(try stand.lift(2).reset == 1)
            #expect(try stand.lift(1).reset == 0)
        }
    }

    @Test func `rules that make no sense are refused and change nothing`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair()
            #expect(throws: LinkProxyError(.unknownNode, "c")) { try stand.apply(1, .cut, nodes: ["a", "c"]) }
            #expect(throws: LinkProxyError(.noSuchRule, "rule 1")) { try stand.lift(1) }
            _ = try stand.apply(2, .throttle(bytesPerSecond: 1_000_000))
            #expect(throws: LinkProxyError(.ruleInForce, "rule 2")) { try stand.apply(2, .cut) }
            try await Stand.roundTrip(pair.peer, pair.node)
        }
    }
}

@Suite struct BlackholeTests {
    /// What is not touched goes to and fro meanwhile: so what is held had every chance to arrive.
    private func letTimePass(_ pair: (peer: TestEnd, node: TestEnd)) async throws {
        for _ in 0..<20 { try await Stand.roundTrip(pair.peer, pair.node) }
    }

    @Test func `what is held neither arrives nor ends, and is reset at the end`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let held = try await stand.pair(from: .first)
            let other = try await stand.pair(from: .second)
            #expect(try stand.apply(1, .blackhole, peers: [.first]).held == 1)
            try await held.peer.send([1, 2, 3, 4])
            try await held.node.send([5, 6])
            held.node.finish()
            try await letTimePass(other)
            #expect(try held.node.receiveNow() == nil)
            #expect(try held.peer.receiveNow() == nil)
            let proof = try stand.lift(1)
            #expect((proof.reset, proof.held, proof.heldBytes) == (1, 1, 6))
            #expect(try held.peer.receiveNowOrReset() == .reset)
            #expect(try await held.node.ending() == .reset)
            try await letTimePass(other)
            try await stand.untilOpen(1)
        }
    }

    @Test(arguments: [LinkDirection.towardsNode, .fromNode])
    func `one way is held, the other goes on`(direction: LinkDirection) async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair(from: .first)
            let other = try await stand.pair(from: .second)
            let (muted, heard) = direction == .towardsNode ? (pair.peer, pair.node) : (pair.node, pair.peer)
            _ = try stand.apply(1, .blackhole, direction, peers: [.first])
            try await muted.send([1])
            try await heard.send([2, 3])
            #expect(try await muted.receive(2) == [2, 3])
            try await letTimePass(other)
            #expect(try heard.receiveNow() == nil)
            let proof = try stand.lift(1)
            #expect((proof.reset, proof.heldBytes) == (1, 1))
            #expect(try await muted.ending() == .reset)
            #expect(try await heard.ending() == .reset)
        }
    }

    /// The reset of a node that died does not get through either.
    @Test func `an end on the side that is muted is not heard on the other until it is over`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair(from: .first)
            let other = try await stand.pair(from: .second)
            _ = try stand.apply(1, .blackhole, .fromNode, peers: [.first])
            pair.node.reset()
            try await pair.peer.send([1, 2])
            try await letTimePass(other)
            #expect(try pair.peer.receiveNow() == nil)
            #expect(try stand.lift(1).reset == 1)
            #expect(try await pair.peer.ending() == .reset)
            try await stand.untilOpen(1)
        }
    }

    @Test(arguments: LinkDirection.allCases)
    func `a newcomer is accepted and hears nothing, whatever way is held`(direction: LinkDirection) async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let other = try await stand.pair(from: .second)
            #expect(try stand.apply(1, .blackhole, direction, peers: [.first]).held == 0)
            let newcomer = try stand.peer(from: .first)
            try await newcomer.send([1, 2, 3])
            try await stand.untilOpen(2)
            try await letTimePass(other)
            #expect(try stand.node().accept(on: loop) == nil)
            #expect(try newcomer.receiveNow() == nil)
            let proof = try stand.lift(1)
            #expect((proof.reset, proof.held, proof.heldBytes) == (1, 1, 3))
            #expect(try await newcomer.ending() == .reset)
        }
    }

    @Test func `newcomers that give up leave no descriptor behind, and are counted`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            _ = try stand.apply(1, .blackhole)
            for _ in 0..<200 {
                let peer = try stand.peer()
                try await peer.send([1])
                try await stand.untilOpen(1)
                peer.close()
                try await stand.untilOpen(0)
            }
            let proof = try stand.lift(1)
            #expect((proof.reset, proof.held, proof.heldBytes) == (0, 200, 0))
            try await stand.untilNothingIsLeft()
        }
    }

    @Test func `what two blackholes hold is held until both are over`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair(from: .first)
            let other = try await stand.pair(from: .second)
            _ = try stand.apply(1, .blackhole, .towardsNode, peers: [.first])
            try await pair.peer.send([1])
            _ = try stand.apply(2, .blackhole, .fromNode, peers: [.first])
            #expect(try stand.lift(1).reset == 0)
            try await letTimePass(other)
            #expect(try pair.node.receiveNow() == nil)
            #expect(try stand.lift(2).reset == 1)
            #expect(try await pair.node.ending() == .reset)
        }
    }

    @Test func `a side that goes on sending is stopped by its own socket`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let pair = try await stand.pair()
            _ = try stand.apply(1, .blackhole)
            var sent = 0
            var idle = 0
            try await loop.until("nothing goes in any more") {
                let count = try pair.peer.write([UInt8](repeating: 1, count: 1 << 16)[...])
                sent += count
                idle = count == 0 ? idle + 1 : 0
                return idle > 50
            }
            let proof = try stand.lift(1)
            #expect(proof.heldBytes > 0)
            #expect(proof.heldBytes <= UInt64(sent))
            #expect(try await pair.peer.ending() == .reset)
        }
    }
}

extension TestEnd {
    enum Now: Equatable { case nothing, bytes([UInt8]), reset }

    /// What has happened by now: a reset on the loopback is there when the call that sent it returns.
    func receiveNowOrReset() throws -> Now {
        do { return try receiveNow().map { .bytes($0) } ?? .nothing } catch is FixtureError { return .reset }
    }
}
