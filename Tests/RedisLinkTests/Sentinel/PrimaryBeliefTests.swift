import Testing

@testable import RedisLink

@Suite struct PrimaryBeliefTests {
    private static let old = RedisEndpoint.tcp(host: "127.0.0.1", port: 1)
    private static let new = RedisEndpoint.tcp(host: "127.0.0.1", port: 2)
    private static let third = RedisEndpoint.tcp(host: "127.0.0.1", port: 3)

    private func failedOver() -> PrimaryBelief {
        var belief = PrimaryBelief()
        belief.adopt(Self.old)
        _ = belief.heard(Self.new)
        return belief
    }

    @Test func `a node that nobody named before is news, once`() {
        var belief = PrimaryBelief()
        #expect(belief.heard(Self.old) == true)
        #expect(belief.heard(Self.old) == false)
        #expect(belief.heard(Self.new) == true)
        #expect(belief.current == Self.new)
    }

    @Test func `who still names the replaced node changes nothing`() {
        var belief = failedOver()
        #expect(belief.heard(Self.old) == false)
        #expect(belief.current == Self.new)
        #expect(belief.isReplaced(Self.old))
        #expect(!belief.isReplaced(Self.new) && !belief.isReplaced(Self.third))
    }

    @Test func `an announced way back is believed`() {
        var belief = failedOver()
        belief.adopt(Self.old)
        #expect(belief.current == Self.old)
        #expect(belief.isReplaced(Self.new))
    }

    @Test func `what the node itself refutes is forgotten, and what it had replaced stands again`() {
        var belief = failedOver()
        belief.refute(Self.new)
        #expect(belief.current == Self.old)
        #expect(!belief.isReplaced(Self.old))
        belief.refute(Self.third)
        #expect(belief.current == Self.old)
    }
}

@Suite struct SentinelOrderTests {
    @Test func `the seed picks the first, later it is the last that answered`() {
        var order = SentinelOrder(count: 3, seed: 7)
        #expect(order.first == 1)
        order.answered(2)
        #expect(order.first == 2)
    }

    @Test func `whose word was refuted is no longer the first`() {
        var order = SentinelOrder(count: 3, seed: 2)
        order.doubt(0)
        #expect(order.first == 2)
        order.doubt(2)
        #expect(order.first == 0)
    }

    @Test func `after each loss the next one is listened to`() {
        var order = SentinelOrder(count: 3, seed: 1)
        let listened = (0..<5).map { _ in order.listen() }
        #expect(listened == [1, 2, 0, 1, 2])
        #expect(order.listened == 2)
    }

    @Test func `a single Sentinel is its own successor`() {
        var order = SentinelOrder(count: 1, seed: 5)
        order.doubt(0)
        #expect(order.first == 0)
        let listened = (0..<2).map { _ in order.listen() }
        #expect(listened == [0, 0])
    }
}
