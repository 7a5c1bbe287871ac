import RedisFixture
import RedisLink
import Testing

/// How many commands Redis got while something was done, and in which time.
struct RedisTraffic {
    let commands: Double
    let seconds: Double

    static func commands(_ server: RedisServer) throws -> Int {
        guard case .string(let bytes) = try server.ask("INFO", "stats") else { throw FixtureError("no INFO") }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
            .first { $0.hasPrefix("total_commands_processed:") }
        return try #require(line?.split(separator: ":").last.flatMap { Int($0) })
    }

    static func during(_ server: RedisServer, _ body: () throws -> Void) throws -> RedisTraffic {
        let (before, began) = (try commands(server), ContinuousClock.now)
        try body()
        let span = ContinuousClock.now - began
        return RedisTraffic(commands: Double(try commands(server) - before), seconds: span / .seconds(1))
    }

    /// While nobody asks anything: what polls and lookers-on cost.
    static func idle(_ server: RedisServer) throws -> RedisTraffic {
        try during(server) {
            let before = try commands(server)
            try waitUntil("it has been polled", within: KeyquakeRun.patience, every: 100) {
                try commands(server) >= before + 20
            }
        }
    }

    /// No more than as many polls in that time, twice over for a busy machine, and one command for twenty requests.
    func isExplained(by idle: RedisTraffic, requests: Int) -> Bool {
        commands < Double(requests) / 20 + 2 * seconds * idle.commands / idle.seconds
    }
}
