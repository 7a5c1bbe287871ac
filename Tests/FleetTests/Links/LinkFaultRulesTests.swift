import Doubles
import History
import Testing

@testable import Fleet
@testable import Scenario

/// Which listeners do what to whom, and which way.
@Suite struct LinkFaultRulesTests {
    private static let primary = LinkParties(nodes: [NodeID(1)])
    private static let others = LinkParties(nodes: [NodeID(2)], sentinels: [1])
    private static let fleet = LinkParties(replicas: [ReplicaID(1), ReplicaID(2)])

    private static func rules(
        _ first: LinkParties, _ second: LinkParties, towards: LinkFault.Side? = nil
    ) -> [LinkRule] {
        let fault = LinkFault(
            ends: LinkEnds(first: [], second: []), kind: .blackhole, towards: towards, duration: 1, separates: true,
            proof: .bytesStopped)
        var next: UInt32 = 0
        return fault.rules(first, second) {
            next += 1
            return LinkRule.ID(next)
        }
    }

    @Test func `between servers each side's listeners stop the other side`() {
        let rules = Self.rules(Self.primary, Self.others)
        #expect(
            rules == [
                LinkRule(
                    id: .init(1), nodes: ["redis-1"], peers: Self.others.sources, kind: .blackhole, direction: .both),
                LinkRule(
                    id: .init(2), nodes: ["redis-2", "sentinel-1"], peers: Self.primary.sources, kind: .blackhole,
                    direction: .both),
            ])
    }

    @Test func `replicas have no listener: one rule is enough, whichever side they are on`() {
        for rules in [Self.rules(Self.fleet, Self.primary), Self.rules(Self.primary, Self.fleet)] {
            #expect(rules.count == 1)
            #expect(rules.first?.nodes == ["redis-1"] && rules.first?.peers == Self.fleet.sources)
        }
    }

    @Test(
        arguments: [
            (LinkFault.Side.first, [LinkDirection.towardsNode, .fromNode]),
            (.second, [.fromNode, .towardsNode]),
        ])
    func `bytes are lost towards the side that is named, whoever had connected`(
        _ side: LinkFault.Side, _ directions: [LinkDirection]
    ) {
        // At the first side's listeners what comes from a peer goes towards the first side; at the second side's it leaves.
        #expect(Self.rules(Self.primary, Self.others, towards: side).map(\.direction) == directions)
    }

    @Test func `towards the fleet is what nodes answer, towards the nodes what the fleet asks`() {
        #expect(Self.rules(Self.fleet, Self.primary, towards: .first).map(\.direction) == [.fromNode])
        #expect(Self.rules(Self.fleet, Self.primary, towards: .second).map(\.direction) == [.towardsNode])
    }

    @Test func `where nobody stands on a side there is nothing to do`() {
        #expect(Self.rules(LinkParties(), Self.primary).isEmpty)
        #expect(Self.rules(Self.fleet, Self.fleet).isEmpty)
    }
}
