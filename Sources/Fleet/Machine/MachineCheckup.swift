import Glibc

/// What of a machine stands in the way of a fleet, each finding with its remedy.
package enum MachineCheckup {
    package static func findings() -> [String] {
        [redisServer(), descriptors(), privatePlace()].compactMap { $0 }
    }

    private static func redisServer() -> String? {
        do {
            try RedisProgram.check()
            return nil
        } catch {
            guard error.code == .noRedisServer else { return error.detail }
            return "no redis-server on PATH: sudo apt-get install -y redis-server"
        }
    }

    private static func descriptors() -> String? {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return geteuid() == 0 ? nil : finding(ofHardLimit: limit.rlim_max)
    }

    /// Nil for a limit that will do.
    static func finding(ofHardLimit limit: rlim_t) -> String? {
        guard limit < 4096 else { return nil }
        let replicas = DescriptorLimit.replicas(within: limit)
        return "at most \(limit) descriptors: fleets over \(replicas) replicas need ulimit -Hn 65536"
    }

    /// Where private directories are made.
    private static func privatePlace() -> String? {
        let parent = PrivateDirectory.parent
        var space = statvfs()
        guard statvfs(parent, &space) == 0 else { return "no \(parent): set TMPDIR to a directory that you may write" }
        let free = UInt64(space.f_bavail) * UInt64(space.f_frsize)
        return free > 100 << 20 ? nil : "less than 100 MiB free under \(parent): set TMPDIR to a larger place"
    }
}
