import Testing

@testable import Doubles

@Suite struct LinkRulesTests {
    private static let one = SourceAddress(bits: 0x7F00_0101)
    private static let other = SourceAddress(bits: 0x7F00_0102)

    private func effect(_ rules: LinkRule..., on node: String = "a", by peer: SourceAddress = one) -> LinkEffect {
        var all = LinkRules()
        for rule in rules { _ = all.apply(rule) }
        return all.effect(on: LinkRoute(node: node, peer: peer))
    }

    private func rule(
        _ number: UInt32, _ kind: LinkRule.Kind, _ direction: LinkDirection = .both, nodes: Set<String>? = nil,
        peers: Set<SourceAddress>? = nil
    ) -> LinkRule {
        LinkRule(id: .init(number), nodes: nodes, peers: peers, kind: kind, direction: direction)
    }

    struct Case: Sendable {
        let nodes: Set<String>?
        let peers: Set<SourceAddress>?
        let touches: Bool
    }

    @Test(arguments: [
        Case(nodes: nil, peers: nil, touches: true), Case(nodes: ["a"], peers: nil, touches: true),
        Case(nodes: ["b"], peers: nil, touches: false), Case(nodes: [], peers: nil, touches: false),
        Case(nodes: nil, peers: [one], touches: true), Case(nodes: nil, peers: [other], touches: false),
        Case(nodes: nil, peers: [], touches: false), Case(nodes: ["a", "b"], peers: [one, other], touches: true),
        Case(nodes: ["a"], peers: [other], touches: false), Case(nodes: ["b"], peers: [one], touches: false),
    ])
    func `a rule touches the nodes and peers that it names, and all when it names none`(_ given: Case) {
        #expect(effect(rule(1, .cut, nodes: given.nodes, peers: given.peers)).isCut == given.touches)
    }

    @Test func `without a rule nothing happens`() {
        #expect(effect() == LinkEffect())
    }

    @Test func `a blackhole holds the way that it looks at, and is known for the connection as a whole`() {
        for direction in LinkDirection.allCases {
            let effect = effect(rule(1, .blackhole, direction))
            #expect(effect.isBlackholed)
            #expect(effect.towardsNode.isHeld == (direction != .fromNode))
            #expect(effect.fromNode.isHeld == (direction != .towardsNode))
        }
    }

    @Test func `delays add up, and of several throttles the slowest counts`() {
        let effect = effect(
            rule(3, .throttle(bytesPerSecond: 10)), rule(1, .delay(by: 5, jitter: 1, seed: 7)),
            rule(2, .throttle(bytesPerSecond: 20), .towardsNode), rule(4, .delay(by: 6, jitter: 0, seed: 7), .fromNode))
        #expect(effect.towardsNode.delays.map(\.by) == [5])
        #expect(effect.fromNode.delays.map(\.by) == [5, 6])
        #expect(effect.towardsNode.throttle == 10)
        #expect(effect.fromNode.throttle == 10)
        #expect(effect.shapers.map(\.number) == [1, 2, 3, 4])
    }

    @Test func `every rule that cuts or holds is named, whatever else applies`() {
        let effect = effect(rule(2, .cut), rule(1, .blackhole), rule(3, .cut), rule(4, .throttle(bytesPerSecond: 1)))
        #expect(effect.cuts.map(\.number) == [2, 3])
        #expect(effect.blackholes.map(\.number) == [1])
    }

    @Test func `a number stands for one rule at a time`() {
        var rules = LinkRules()
        let answers = [
            rules.apply(rule(1, .cut)), rules.apply(rule(1, .blackhole)), rules.lift(.init(1)), rules.lift(.init(1)),
            rules.apply(rule(1, .blackhole)),
        ]
        #expect(answers == [true, false, true, false, true])
        #expect(rules.effect(on: LinkRoute(node: "a", peer: Self.one)).isBlackholed)
    }
}

@Suite struct SourceAddressTests {
    @Test(
        arguments: [
            (0x7F00_0001, "127.0.0.1"), (0, "0.0.0.0"), (.max, "255.255.255.255"), (0x7F01_0203, "127.1.2.3"),
        ] as [(UInt32, String)])
    func `an address is written as four numbers`(bits: UInt32, text: String) {
        #expect(SourceAddress(bits: bits).description == text)
    }
}
