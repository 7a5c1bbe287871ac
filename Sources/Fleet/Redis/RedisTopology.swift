import Credentials
import Doubles
import History
import RedisLink
import ReplicaProcess
import Scenario

/// The Redis of a run: servers that the harness starts itself, or one that the user names.
final class RedisTopology {
    /// In the order of their ids: `redis-1`, the first primary, comes first.
    let nodes: [WatchedNode]
    let sentinels: [SentinelNode]
    /// Steers the proxies between everybody; nil where no step touches a link.
    let links: LinkProxyClient?
    let changes: ChangeSignal
    var users: RedisUsers
    private let place: RedisAddress.Place
    private let database: Int
    private let announced: [NodeID: UInt16]
    /// Who is primary, as the nodes themselves have said it.
    var reigns = Reigns()

    init(
        nodes: [WatchedNode], sentinels: [SentinelNode], users: RedisUsers, place: RedisAddress.Place, database: Int,
        announced: [NodeID: UInt16], links: LinkProxyClient?, changes: ChangeSignal
    ) {
        self.nodes = nodes
        self.sentinels = sentinels
        self.users = users
        self.place = place
        self.database = database
        self.announced = announced
        self.links = links
        self.changes = changes
    }

    /// A Redis that the user names; nothing in it is ours but keys under the run's own prefix.
    static func external(
        _ redis: ExternalRedis, names: RunNames, format: FleetPlan.Slot, loop: EventLoop
    ) -> RedisTopology {
        let users = RedisUsers(sharing: redis.user, redis.password)
        let port = RedisPort(host: redis.host, port: redis.port)
        let changes = ChangeSignal(loop: loop)
        let node = WatchedNode(
            id: .first, server: nil, port: port, database: redis.database, names: names, access: users.faults.access,
            format: format, loop: loop, changes: changes)
        return RedisTopology(
            nodes: [node], sentinels: [], users: users, place: .server(port), database: redis.database,
            announced: [.first: redis.port], links: nil, changes: changes)
    }

    /// How one client of the run gets to the primary.
    func address(from source: SourceAddress? = nil) -> RedisAddress {
        RedisAddress(place, database: database, source: links == nil ? nil : source?.description)
    }

    var isExternal: Bool { first.server == nil }
    var first: WatchedNode { nodes[0] }

    /// The node whose reign began last; before anybody was asked, the first one.
    var primary: WatchedNode { reigns.current.flatMap(node) ?? first }

    func node(_ id: NodeID) -> WatchedNode? { nodes.first { $0.id == id } }

    func announcedPort(of id: NodeID) -> UInt16? { announced[id] }

    /// The node that is announced under a port.
    func node(announcedAt port: UInt16) -> WatchedNode? {
        announced.first { $0.value == port }.flatMap { node($0.key) }
    }

    func node(named name: String) -> WatchedNode? { nodes.first { $0.server?.name == name } }

    /// True when every server of the run lets its coordinator in.
    var isUp: Bool { nodes.allSatisfy(\.isUp) && sentinels.allSatisfy(\.isUp) }

    func start() {
        nodes.forEach { $0.faults.start() }
        sentinels.forEach { $0.start() }
    }

    func close() {
        nodes.forEach { $0.faults.close() }
        sentinels.forEach { $0.close() }
        links?.close()
    }

    /// Connections by the life that named them, as the nodes that run list them; nil when one of them cannot be asked.
    func connections(_ names: RunNames) async -> [Life: UInt32]? {
        var found: [Life: UInt32] = [:]
        for node in nodes where node.server?.state != .down {
            guard case .string(let bytes)? = try? await node.faults.call(RedisCommand("CLIENT", "LIST")) else {
                return nil  // down, or not permitted: not judged
            }
            for name in connectionNames(inList: bytes) {
                if let life = names.life(ofClient: name[...]) { found[life, default: 0] += 1 }
            }
        }
        return found
    }

    func version() async -> String { await first.info("server", "redis_version") ?? "unknown" }
}
