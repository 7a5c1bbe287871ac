import Glibc

/// Where redis-server is.
enum RedisProgram {
    /// The first of PATH, with the places where a daemon's user may not look.
    static func find() throws(FleetError) -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let places = path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/local/bin"]
        for place in places where access("\(place)/redis-server", X_OK) == 0 { return "\(place)/redis-server" }
        throw FleetError(.noRedisServer, "not on PATH; `make doctor` names the one command that installs it")
    }
}
