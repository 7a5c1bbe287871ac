import Credentials
import Glibc
import RedisFixture
import RedisLink
import Testing

@testable import Doubles

/// What a link does while no rule is in force.
@Suite struct PassingTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `megabytes arrive unchanged both ways at once, however they are cut`(seed: UInt64) async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let (peer, node) = try await stand.pair()
            var source = SeededGenerator(seed: seed)
            let there = (0..<6_000_000).map { _ in UInt8.random(in: 0...255, using: &source) }
            let back = Array(there.reversed())
            func chunk() -> Int { Int.random(in: 1...200_000, using: &source) }
            var failures: [String] = []
            for (from, bytes) in [(peer, there), (node, back)] {
                loop.spawn {
                    do { try await from.send(bytes, chunk: chunk) } catch { failures.append("\(error)") }
                }
            }
            let arrivedBack = try await peer.receive(back.count, chunk: chunk)
            let arrived = try await node.receive(there.count, chunk: chunk)
            #expect(failures == [])
            #expect(arrived == there)
            #expect(arrivedBack == back)
            let counts = try stand.counts()
            #expect(counts.towardsNode == UInt64(there.count) + 3)
            #expect(counts.fromNode == UInt64(back.count) + 2)
        }
    }

    @Test func `a peer that does not read stops the node's end, not the memory`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let (peer, node) = try await stand.pair()
            let chunk = [UInt8](repeating: 9, count: 1 << 16)[...]
            var sent = 0
            var idle = 0
            try await loop.until("nothing goes in any more") {
                let count = try node.write(chunk)
                sent += count
                idle = count == 0 ? idle + 1 : 0
                return idle > 100
            }
            // All of it is in sockets but for one buffer of the proxy's.
            let passed = Int(try stand.counts().fromNode) - 2
            let unread = LoopbackSocket.unreadBytes(of: peer.descriptor)
            #expect(passed >= unread)
            #expect(sent < 64 << 20)
            let all = try await peer.receive(sent)
            #expect(all.allSatisfy { $0 == 9 })
            try await Stand.roundTrip(peer, node)
        }
    }

    @Test func `a half-close is passed on, and the other way goes on`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            for isPeerFirst in [true, false] {
                let (peer, node) = try await stand.pair()
                let (first, second) = isPeerFirst ? (peer, node) : (node, peer)
                try await first.send([1])
                first.finish()
                #expect(try await second.receive(1) == [1])
                #expect(try await second.ending() == .finished)
                try await second.send([2, 3])
                #expect(try await first.receive(2) == [2, 3])
                second.finish()
                #expect(try await first.ending() == .finished)
                try await stand.untilOpen(0)
            }
        }
    }

    @Test func `a reset is passed on, after what was said before it`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            for isPeerFirst in [true, false] {
                let (peer, node) = try await stand.pair()
                let (first, second) = isPeerFirst ? (peer, node) : (node, peer)
                try await first.send([7, 7])
                first.reset()
                #expect(try await second.receive(2) == [7, 7])
                #expect(try await second.ending() == .reset)
                try await stand.untilOpen(0)
            }
        }
    }

    @Test func `a peer that half-closed and is gone does not keep the node's end`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let (peer, node) = try await stand.pair()
            peer.finish()
            #expect(try await node.ending() == .finished)
            peer.close()
            try await node.send([1])  // nobody is there to read it: the answer is a reset
            try await stand.untilOpen(0)
            #expect(throws: FixtureError.self) { while try node.write([1, 2]) > 0 {} }
        }
    }

    @Test func `the node sees the peer's own address`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            for address in [SourceAddress.first, .second, .loopback, SourceAddress(bits: 0x7FFF_FFFE)] {
                let (_, node) = try await stand.pair(from: address)
                #expect(LoopbackSocket.source(of: node.descriptor) == address)
            }
        }
    }

    @Test func `a peer is reset when the target is not there, and connects when it is back`() async throws {
        try await withLoop { loop in
            let stand = try Stand("a", on: loop)
            let (old, oldNode) = try await stand.pair()
            try stand.node().close()
            let peer = try stand.peer()
            #expect(try await peer.ending() == .reset)
            try await Stand.roundTrip(old, oldNode)
            let next = try TestNode()
            #expect(try stand.proxy.setTarget(of: "a", to: next.port) == stand.node().listenerPort)
            let moved = try stand.peer()
            var accepted: TestEnd?
            try await loop.until("the new target is connected to") {
                accepted = next.accept(on: loop)
                return accepted != nil
            }
            try await Stand.roundTrip(moved, #require(accepted))
            try await Stand.roundTrip(old, oldNode)
        }
    }

    @Test func `thousands of short connections leave no descriptor behind`() async throws {
        try await withLoop(deadline: .seconds(60)) { loop in
            let stand = try Stand("a", on: loop)
            let rounds = 2_000
            for round in 0..<rounds {
                let peer = try stand.peer(from: SourceAddress(bits: 0x7F01_0000 + UInt32(round % 50)))
                var node: TestEnd?
                try await loop.until("the node is connected to") {
                    node = try stand.node().accept(on: loop)
                    return node != nil
                }
                switch round % 4 {
                case 0: peer.reset()
                case 1: node?.reset()
                case 2: peer.close()
                default: node?.close()
                }
            }
            try await stand.untilNothingIsLeft()
            #expect(try stand.counts().accepted == UInt64(rounds))
            let pair = try await stand.pair()
            try await loop.until("what is there is seen") { try stand.sockets() == 2 }
            withExtendedLifetime(pair) {}
        }
    }
}
