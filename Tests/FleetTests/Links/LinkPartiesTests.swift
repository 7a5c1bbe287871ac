import Doubles
import History
import Testing

@testable import Fleet
@testable import Scenario

@Suite struct LinkPartiesTests {
    /// Three nodes, of which the second is primary, three Sentinels, two operators, six replicas.
    private static let everybody = LinkParties(
        nodes: [NodeID(1), NodeID(2), NodeID(3)], sentinels: [1, 2, 3], operators: [1, 2], replicas: ids(1...6))

    private static func ids(_ numbers: ClosedRange<UInt32>) -> Set<ReplicaID> { Set(numbers.map { ReplicaID($0) }) }

    /// Draws those with the lowest numbers that are left.
    private static var cast: LinkCast {
        LinkCast(
            everybody: everybody,
            node: { which in
                switch which {
                case .primary: NodeID(2)
                case .replica: NodeID(3)
                case .named(let name): name == "redis-1" ? NodeID(1) : nil
                }
            },
            draw: { pick, taken in
                let left = everybody.replicas.subtracting(taken).sorted()
                switch pick {
                case .count(let count): return Set(left.prefix(count))
                case .percent(let percent): return Set(left.prefix((left.count * percent + 99) / 100))
                case .replicas(let numbers): return Set(left.filter { numbers.contains(Int($0.number)) })
                }
            })
    }

    private static func sides(_ first: [LinkItem], _ second: [LinkItem]) -> (first: LinkParties, second: LinkParties) {
        cast.parties(of: LinkEnds(first: first, second: second))
    }

    @Test func `the primary against all servers is the primary against the others`() {
        let (first, second) = Self.sides([.redis(.primary)], [.everyRedis])
        #expect(first == LinkParties(nodes: [NodeID(2)]))
        #expect(second == LinkParties(nodes: [NodeID(1), NodeID(3)]))
    }

    @Test func `the rest is everything of the run that is not on the first side`() {
        let (first, second) = Self.sides(
            [.redis(.primary), .operator(.first), .sentinel("sentinel-3"), .replicas(.percent(50))], [.rest])
        #expect(
            first == LinkParties(nodes: [NodeID(2)], sentinels: [3], operators: [1], replicas: Self.ids(1...3)))
        #expect(
            second
                == LinkParties(
                    nodes: [NodeID(1), NodeID(3)], sentinels: [1, 2], operators: [2], replicas: Self.ids(4...6)))
    }

    @Test func `a draw on the second side is made among those that the first did not draw`() {
        let (first, second) = Self.sides([.replicas(.percent(50))], [.everyRedis, .replicas(.percent(50))])
        #expect(first.replicas == Self.ids(1...3))
        #expect(second.replicas == Self.ids(4...5))
    }

    @Test func `two draws on one side never draw a replica twice, and the fleet holds every draw`() {
        let (drawn, _) = Self.sides([.replicas(.count(2)), .replicas(.count(2))], [.everyRedis])
        #expect(drawn.replicas == Self.ids(1...4))
        let (all, _) = Self.sides([.replicas(.count(2)), .fleet], [.everyRedis])
        #expect(all.replicas == Self.everybody.replicas)
    }

    @Test func `what does not exist stands on no side`() {
        let (first, second) = Self.sides([.redis(.named("redis-9")), .sentinel("sentinel-9")], [.everySentinel])
        #expect(first == LinkParties())
        #expect(second == LinkParties(sentinels: [1, 2, 3]))
        #expect(!first.hasServers && second.hasServers)
    }

    @Test func `servers are told by their listeners, everybody by an address that nobody else has`() {
        let all = Self.everybody
        #expect(
            all.listeners == ["redis-1", "redis-2", "redis-3", "sentinel-1", "sentinel-2", "sentinel-3"])
        #expect(all.sources.count == 3 + 3 + 2 + 6)
        #expect(!all.sources.contains(.loopback), "the coordinator passes by every proxy")
        #expect(all.sources.allSatisfy { $0.description.hasPrefix("127.") })
        let many = LinkParties(replicas: Self.ids(1...70_000))
        #expect(many.sources.count == 70_000 && many.sources.isDisjoint(with: all.subtracting(many).sources))
    }

    @Test func `replicas that steps add are among the largest fleet, which is who stands on a side`() throws {
        let plan = try somePlan(steps: "[{ at: 1s, add-replicas: { count: 2 } }]")
        #expect(plan.largestFleet == 6)
    }
}
