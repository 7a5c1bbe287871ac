/// Which node this process takes for the primary, and which one that one has replaced: a value without I/O.
///
/// Sentinels learn of a failover one after the other, the last about a second later, and one that is cut off never does.
/// Their answers carry no epoch, so the node that was replaced is remembered: who names it again is behind the others, or
/// speaks of a way back, and the other Sentinels are heard before that is believed.
struct PrimaryBelief: Equatable {
    private(set) var current: RedisEndpoint?
    private(set) var previous: RedisEndpoint?

    /// A Sentinel names a node when asked; true when it is one that we have not heard of.
    mutating func heard(_ endpoint: RedisEndpoint) -> Bool {
        guard endpoint != current, endpoint != previous else { return false }
        adopt(endpoint)
        return true
    }

    /// A Sentinel has announced it, the node says so itself, or as many Sentinels say so as say anything else.
    mutating func adopt(_ endpoint: RedisEndpoint) {
        guard endpoint != current else { return }
        previous = current
        current = endpoint
    }

    /// The node itself says that it is not the primary.
    mutating func refute(_ endpoint: RedisEndpoint) {
        guard endpoint == current else { return }
        current = previous
        previous = nil
    }

    func isReplaced(_ endpoint: RedisEndpoint) -> Bool { endpoint == previous }
}
