import Credentials
import Doubles
import History
import RedisLink
import ReplicaProcess
import Scenario

/// Puts the Redis of a run together and returns when it is ready: every server lets us in, replicas are in sync, every
/// Sentinel knows the others and all nodes.
final class TopologyBuilder {
    private let plan: Plan
    private let names: RunNames
    private let loop: EventLoop
    private let changes: ChangeSignal
    private var links: LinkProxyClient?
    private var targets: [LinkTarget] = []
    private var ports: [String: UInt16] = [:]
    private let users = RedisUsers()
    private let hear: (_ sentinel: UInt8, SentinelWord, _ text: String) -> Void
    /// For a server that has nothing to load.
    private static let startLimit: UInt64 = 5_000_000_000
    private static let readyLimit: UInt64 = 15_000_000_000
    private static let pause: UInt64 = 20_000_000

    init(
        plan: Plan, names: RunNames, loop: EventLoop,
        hear: @escaping (_ sentinel: UInt8, SentinelWord, _ text: String) -> Void
    ) {
        self.plan = plan
        self.names = names
        self.loop = loop
        self.hear = hear
        changes = ChangeSignal(loop: loop)
    }

    /// Servers of our own. `clients`: how many connections each node must take.
    func embedded(on host: ServerHost, clients: Int) async throws(FleetError) -> RedisTopology {
        if plan.usesLinkProxies {
            links = try await LinkHelper.start(by: host.zygote, in: host.directory, on: loop).client
        }
        var nodes: [WatchedNode] = []
        for number in 1...UInt8(1 + plan.redis.replicas) {
            nodes.append(try await startNode(NodeID(number), host, clients))
        }
        try await announce(nodes)
        try await replicate(nodes)
        var sentinels: [SentinelNode] = []
        for number in 0..<UInt8(plan.redis.sentinels) {
            sentinels.append(try await startSentinel(number + 1, nodes, host))
        }
        try await agree(sentinels)
        return RedisTopology(
            nodes: nodes, sentinels: sentinels, users: users, place: place(nodes, sentinels), database: 0,
            announced: Dictionary(uniqueKeysWithValues: nodes.map { ($0.id, announcedPort($0)) }), links: links,
            changes: changes)
    }

    private func place(_ nodes: [WatchedNode], _ sentinels: [SentinelNode]) -> RedisAddress.Place {
        guard !sentinels.isEmpty else { return .server(RedisPort(port: announcedPort(nodes[0]))) }
        return .sentinels(
            group: SentinelConfiguration.group,
            sentinels.map { RedisPort(port: ports[$0.name] ?? $0.server.port) })
    }

    // MARK: what is announced

    /// Where others find it: at its proxy, if there are proxies.
    private func announcedPort(_ node: WatchedNode) -> UInt16 { ports["\(node.id)"] ?? node.server?.port ?? 0 }

    /// Puts a proxy before a server; everybody but the coordinator gets to it through that one.
    private func proxy(_ server: EmbeddedServer) async throws(FleetError) {
        guard let links else { return }
        targets.append(LinkTarget(node: server.name, port: server.port))
        let targets = targets
        ports = try await LinkHelper.asking { () async throws(LinkProxyError) in try await links.setTargets(targets) }
    }

    private func announce(_ nodes: [WatchedNode]) async throws(FleetError) {
        for node in nodes {
            _ = await changes.wait(atMost: Self.startLimit) { node.isUp }
            guard links != nil, let server = node.server else { continue }
            try await proxy(server)
            try await order(node.faults, "CONFIG", "SET", "replica-announce-ip", "127.0.0.1")
            try await order(node.faults, "CONFIG", "SET", "replica-announce-port", "\(announcedPort(node))")
            try await order(node.faults, "CONFIG", "REWRITE")  // the first primary, too, may start again as a replica
        }
    }

    // MARK: nodes

    private func startNode(_ id: NodeID, _ host: ServerHost, _ clients: Int) async throws(FleetError) -> WatchedNode {
        let server = try EmbeddedServer(name: "\(id)", role: .redis, host: host) { [plan, users] server in
            RedisServerConfiguration(
                port: server.port, directory: server.dataDirectory, aclFile: server.aclFile, plan: plan.redis,
                clients: clients, replication: plan.redis.topology == .standalone ? nil : users.replication,
                source: plan.usesLinkProxies ? "\(LinkSources.node(id))" : nil
            ).text
        }
        try server.write(acl: try users.nodeFile(prefix: names.prefix, plan: plan))
        try await server.start { await letsIn(RedisPort(port: server.port)) }
        let node = WatchedNode(
            id: id, server: server, port: RedisPort(port: server.port), database: 0, names: names,
            access: users.faults.access, format: plan.fleet.slot, loop: loop, changes: changes)
        node.faults.start()
        return node
    }

    /// Only our server knows our users.
    private func letsIn(_ port: RedisPort) async -> Bool {
        var options = RedisLinkOptions()
        options.requiresMaster = false
        let changes = changes
        let link = RedisLink(
            on: loop, to: port.endpoint(), as: users.faults.access, options: options
        ) { _ in changes.fire() }
        defer { link.close() }
        link.start()
        return await changes.wait(atMost: Self.startLimit) { link.state.isReady }
    }

    /// Makes all but the first follow the first, and waits until they have its data and acknowledge what follows.
    private func replicate(_ nodes: [WatchedNode]) async throws(FleetError) {
        let replicas = nodes.dropFirst()
        for node in replicas {
            try await order(node.faults, "REPLICAOF", "127.0.0.1", "\(announcedPort(nodes[0]))")
            try await order(node.faults, "CONFIG", "REWRITE")
        }
        try await reach("replicas in sync") {
            for node in replicas where await node.info("replication", "master_link_status") != "up" { return false }
            guard !replicas.isEmpty else { return true }
            return await nodes[0].info("replication", "connected_slaves") == "\(replicas.count)"
        }
        try await reach("replicas acknowledge") {
            await nodes[0].isHeard(by: replicas.count, on: "\(names.prefix):sync", atMost: Self.startLimit)
        }
    }

    private func order(_ link: RedisLink, _ command: String, _ arguments: String...) async throws(FleetError) {
        do {
            _ = try await link.call(RedisCommand(command, arguments.map { Array($0.utf8) }))
        } catch {
            throw FleetError(.redisDidNotStart, "\(error)")
        }
    }

    // MARK: sentinels

    private func startSentinel(
        _ number: UInt8, _ nodes: [WatchedNode], _ host: ServerHost
    ) async throws(FleetError) -> SentinelNode {
        let name = SentinelNode.name(number)
        let primary = announcedPort(nodes[0])
        let server = try EmbeddedServer(name: name, role: .sentinel, host: host) { [plan, users] server in
            SentinelConfiguration(
                port: server.port, directory: server.dataDirectory, aclFile: server.aclFile, plan: plan.redis,
                primaryPort: primary, atNodes: users.sentinel,
                amongSentinels: users.sentinel,
                source: plan.usesLinkProxies ? "\(LinkSources.sentinel(number))" : nil
            ).text
        }
        try server.write(acl: users.sentinelFile())
        try await server.start { await letsIn(RedisPort(port: server.port)) }
        let sentinel = SentinelNode(
            number: number, server: server, downAfter: plan.redis.downAfter, access: users.faults.access, names: names,
            loop: loop, changes: changes
        ) { [hear] word, text in hear(number, word, text) }
        sentinel.start()
        _ = await changes.wait(atMost: Self.startLimit) { sentinel.isUp }
        try await proxy(server)
        if let port = ports[name] {
            try await order(sentinel.faults, "SENTINEL", "CONFIG", "SET", "announce-ip", "127.0.0.1")
            try await order(sentinel.faults, "SENTINEL", "CONFIG", "SET", "announce-port", "\(port)")
        }
        return sentinel
    }

    /// Waits until each Sentinel knows all others and every node.
    private func agree(_ sentinels: [SentinelNode]) async throws(FleetError) {
        _ = await changes.wait(atMost: Self.startLimit) { sentinels.allSatisfy(\.isUp) }
        for sentinel in sentinels { await sentinel.hurry() }
        let others = "\(sentinels.count - 1)"
        let replicas = "\(plan.redis.replicas)"
        try await reach("Sentinels agree") {
            for sentinel in sentinels {
                let group = await sentinel.group()
                guard group["num-other-sentinels"] == others, group["num-slaves"] == replicas else { return false }
            }
            return true
        }
        for sentinel in sentinels { await sentinel.calmDown() }
    }

    private func reach(_ what: String, _ condition: () async -> Bool) async throws(FleetError) {
        let end = loop.now + Self.readyLimit
        while !(await condition()) {
            guard loop.now < end else { throw FleetError(.redisDidNotStart, "not within 15 s: \(what)") }
            await loop.sleep(nanoseconds: Self.pause)
        }
    }
}
