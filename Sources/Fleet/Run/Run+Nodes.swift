import History
import RedisLink
import Scenario

extension Run {
    /// How long a failover may take before a step gives it up: an election that finds no good replica is tried again after
    /// twice the failover time-out.
    var failoverLimit: UInt64 { 10_000_000_000 + 3 * plan.redis.failoverTimeout + plan.redis.downAfter }

    /// The server that a step names; nil when there is none such, as a replica of a single server.
    func node(_ which: RedisNode) -> WatchedNode? {
        switch which {
        case .primary: redis.primary
        case .named(let name): redis.node(named: name)
        case .replica: pickOne(redis.nodes.filter { $0.id != redis.primary.id && $0.server?.state == .up })
        }
    }

    /// True when the primary can be used by everybody: it runs and says master, every Sentinel that is up names it, and
    /// the operators who are not cut off are on it.
    func isPrimarySettled() async -> Bool {
        let primary = redis.primary
        guard primary.isUp, primary.server.map({ $0.state == .up }) ?? true else { return false }
        for each in operators where each.cutOffs == 0 {
            guard each.link.state.isReady, node(of: each) == primary.id else { return false }
        }
        for sentinel in redis.sentinels where sentinel.isUp && sentinel.server.state == .up {
            guard await sentinel.primaryPort() == redis.announcedPort(of: primary.id) else { return false }
        }
        return primary.id == redis.primary.id
    }

    /// The server that an operator's connection is on; unknown without one.
    func node(of writer: SlotOperator) -> NodeID {
        guard case .tcp(_, let port, _)? = writer.link.endpoint else { return .unknown }
        return redis.node(announcedAt: UInt16(clamping: port))?.id ?? .unknown
    }
}
