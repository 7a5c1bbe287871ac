import Glibc

/// Raises the limit of open descriptors, and says before anything starts when it will not do.
enum DescriptorLimit {
    /// Standard streams, zygote, loop, listener, history, links, logs, with room to spare.
    private static let forTheCoordinator = 64

    /// The largest fleet that a hard limit allows.
    static func replicas(within limit: rlim_t) -> Int { max(0, Int(clamping: limit) - fixed) / ofRedis }

    private static let fixed = forTheCoordinator + 128

    /// Two connections a replica, and two that it gave up and whose end Redis has not read yet.
    private static let ofRedis = 4

    /// Asks for one descriptor a replica; Redis, which inherits the limit, needs ``ofRedis`` for each, and the upstream
    /// double one for each client.
    static func raise(forReplicas replicas: Int, upstreamConnections: Int = 0) throws(FleetError) {
        let needed = rlim_t(max(ofRedis * replicas, upstreamConnections) + fixed)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < needed else { return }
        limit.rlim_cur = needed
        if limit.rlim_max < needed { limit.rlim_max = needed }  // only root may
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw FleetError(
                .tooFewDescriptors,
                "\(replicas) replicas need \(needed) descriptors, the hard limit is lower: raise it with ulimit -Hn \(needed)"
            )
        }
    }
}
