import Glibc

/// Where redis-server is, and whether it will do.
enum RedisProgram {
    /// ACL selectors, `bind-source-addr` and SENTINEL DEBUG came with 7.0.
    static let oldest = 7

    static func find() throws(FleetError) -> String {
        if let path = ProgramOutput.find("redis-server") { return path }
        throw FleetError(.noRedisServer, "not on PATH; `make doctor` names the one command that installs it")
    }

    /// The program says its version before anything is started with it.
    static func check() throws(FleetError) {
        let program = try find()
        guard let answer = ProgramOutput.of(program, "--version"), let version = version(in: answer) else {
            throw FleetError(.redisUnusable, "\(program) does not say its version")
        }
        guard let major = version.split(separator: ".").first.flatMap({ Int($0) }), major >= oldest else {
            throw FleetError(.redisUnusable, "\(program) is \(version): \(oldest).0 is the oldest that will do")
        }
    }

    /// Of a line such as `Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=…`.
    static func version(in line: String) -> String? {
        let word = line.split { $0.isWhitespace }.first { $0.hasPrefix("v=") }
        return word.map { String($0.dropFirst(2)) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
