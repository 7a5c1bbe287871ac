/// The two sides of a link fault: it hits every link from something on the one side to something on the other.
///
/// Nothing stands on both sides: the second leaves out what the first has, so that `[primary, redis]` is the primary
/// against all other servers, and a draw for the second side is made among those that the first did not draw.
package struct LinkEnds: Equatable, Sendable {
    package var first: [LinkItem]
    package var second: [LinkItem]
}

/// What may stand on a side of a link fault.
package enum LinkItem: Hashable, Sendable {
    /// `primary`, `replica` or `redis-2`.
    case redis(RedisNode)
    /// `redis`: every server.
    case everyRedis
    /// `sentinel-2`.
    case sentinel(String)
    /// `sentinels`.
    case everySentinel
    /// `operator-1`, `operator-2`.
    case `operator`(OperatorNumber)
    /// Every gateway replica, those included that are held, or join later.
    case fleet
    /// `30%`, `{ pick: 5 }`, `{ pick: [1, 2] }`: gateway replicas, drawn as a step's `pick` is.
    case replicas(Pick)
    /// Everything of the run that is not on the first side; stands on the second.
    case rest
}

extension LinkItem: CustomStringConvertible {
    /// As a scenario writes it.
    package var description: String {
        switch self {
        case .redis(.primary): "primary"
        case .redis(.replica): "replica"
        case .redis(.named(let name)), .sentinel(let name): name
        case .everyRedis: "redis"
        case .everySentinel: "sentinels"
        case .operator(let number): number.name
        case .fleet: "fleet"
        case .replicas(.percent(let percent)): "\(percent)%"
        case .replicas(.count(let count)): "{ pick: \(count) }"
        case .replicas(.replicas(let numbers)): "{ pick: \(numbers) }"
        case .rest: "rest"
        }
    }
}

extension LinkEnds {
    /// Whether some server of Redis is cut off from somebody.
    var touchRedis: Bool {
        (first + second).contains { item in
            switch item {
            case .redis, .everyRedis, .rest: true
            default: false
            }
        }
    }
}
