import Glibc

/// Where redis-server is.
enum RedisProgram {
    /// The first of PATH; without one, where the system's shells look.
    static func find() throws(FleetError) -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for place in path.split(separator: ":") where access("\(place)/redis-server", X_OK) == 0 {
            return "\(place)/redis-server"
        }
        throw FleetError(.noRedisServer, "not on PATH; `make doctor` names the one command that installs it")
    }
}
