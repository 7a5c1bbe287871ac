import History
import RedisFixture
import RedisLink
import ReplicaProcess
import Testing

@testable import Fleet

@Suite struct AnnouncementTests {
    @Test(
        arguments: [
            (SentinelWord.switchMaster, "keyquake 127.0.0.1 7001 127.0.0.1 7002", 2 as UInt8),
            (.switchMaster, "keyquake 127.0.0.1 7002 127.0.0.1 7001", 1),
            (.subjectivelyDown, "master keyquake 127.0.0.1 7001", 1),
            (.subjectivelyDown, "slave 127.0.0.1:7002 127.0.0.1 7002 @ keyquake 127.0.0.1 7001", 2),
            (.objectivelyDown, "master keyquake 127.0.0.1 7001 #quorum 2/2", 1),
            (.failoverAborted, "master keyquake 127.0.0.1 7002", 2),
            // Another Sentinel, a node that nobody knows, and what nobody says.
            (.subjectivelyDown, "sentinel 6f2e 127.0.0.1 7101 @ keyquake 127.0.0.1 7001", 0),
            (.switchMaster, "keyquake 127.0.0.1 7001 127.0.0.1 9", 0), (.switchMaster, "keyquake", 0),
            (.electedLeader, "", 0), (.electedLeader, "master keyquake 127.0.0.1 70001", 0),
        ])
    func `an announcement speaks of the node that it names, after a switch of the new primary`(
        _ word: SentinelWord, _ text: String, _ node: UInt8
    ) async throws {
        let heard = try await withLoop { loop in
            Self.topology(on: loop, announced: [1: 7001, 2: 7002]).node(inAnnouncement: text, word)
        }
        #expect(heard == NodeID(node))
    }

    @Test func `nodes are found by the port that is announced, and the first one reigns until it is known better`()
        async throws
    {
        let (found, first, second) = try await withLoop { loop in
            let redis = Self.topology(on: loop, announced: [1: 7001, 2: 7002])
            let first = redis.primary.id
            _ = redis.reigns.heard(NodeID(2), isPrimary: true)
            return (redis.node(announcedAt: 7002)?.id, first, redis.primary.id)
        }
        #expect(found == NodeID(2) && first == NodeID(1) && second == NodeID(2))
    }

    private static func topology(on loop: EventLoop, announced: [UInt8: UInt16]) -> RedisTopology {
        let changes = ChangeSignal(loop: loop)
        let users = RedisUsers()
        let nodes = announced.keys.sorted().map { number in
            WatchedNode(
                id: NodeID(number), server: nil, port: RedisPort(port: 1), database: 0, names: RunNames(run: "beef"),
                access: users.faults.access, format: .fenced, loop: loop, changes: changes)
        }
        let ports = Dictionary(uniqueKeysWithValues: announced.map { (NodeID($0), $1) })
        return RedisTopology(
            nodes: nodes, sentinels: [], users: users, place: .server(RedisPort(port: 7001)), database: 0,
            announced: ports, links: nil, changes: changes)
    }
}
