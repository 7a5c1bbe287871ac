import Glibc

/// What of a machine stands in the way of a fleet, each finding with its remedy.
package enum MachineCheckup {
    package static func findings() -> [String] {
        [redisServer(), descriptors(), sharedMemory()].compactMap { $0 }
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
        guard limit.rlim_max < 4096, geteuid() != 0 else { return nil }
        return
            "at most \(limit.rlim_max) descriptors: fleets over \((limit.rlim_max - 192) / 2) replicas need ulimit -Hn 65536"
    }

    private static func sharedMemory() -> String? {
        var space = statvfs()
        guard statvfs("/tmp", &space) == 0 else { return "no /tmp: set TMPDIR to a directory that you may write" }
        let free = UInt64(space.f_bavail) * UInt64(space.f_frsize)
        return free > 100 << 20 ? nil : "less than 100 MiB free under /tmp: set TMPDIR to a larger place"
    }
}
