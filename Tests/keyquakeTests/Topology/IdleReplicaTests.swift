import RedisFixture
import RedisLink
import Testing

/// What idle, healthy replicas ask of a primary and of Sentinels, as the servers themselves see it.
struct IdleReplicaTests {
    private static let poll = 0.1
    private static let heartbeat = 1.0
    private static let pollsToSee = 40

    @Test func `an idle replica issues nothing beyond its polls and its heartbeat`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "idle", replicas: 2, redis: ScenarioText.sentinel,
                steps: ["{ at: 10m, rotate-admin-key: {} }"]))
        try run.waitUntilFleetIsReady()
        let slot = "keyquake:\(try run.directory.path.suffix(4)):admin-key"
        let primary = try EmbeddedSlot(of: run)
        let peers = try Self.replicas(of: primary)
        try #require(peers.count == 4, "a connection for commands and one to listen, each")
        let atSentinels = try Self.atSentinels(of: run)

        let seen = try Self.monitor(primary, peers.map(\.address))
        for address in peers.map(\.address) {
            let (told, calls) = seen.filter { $0.address == address }.partitioned { Self.tellsHoldings($0.words) }
            #expect(told.count <= 2, "every five seconds: \(told.map(\.words))")
            let kinds = Set(calls.map(\.words))
            let isPolling = kinds == [["HGETALL", slot]]
            #expect(isPolling || kinds == [["PING"]], "\(kinds)")
            try expectRhythm(calls.map(\.time), every: isPolling ? Self.poll : Self.heartbeat)
        }
        #expect(Set(seen.filter { $0.words == ["PING"] }.map(\.address)).count == 2)
        // One who listens at a Sentinel, for each, the same as before, and nothing but signs of life.
        let still = try Self.atSentinels(of: run)
        #expect(atSentinels.count == 2 && Set(still.map(\.address)) == Set(atSentinels.map(\.address)))
        #expect(still.allSatisfy { $0.channels == 1 && ["ping", "subscribe"].contains($0.command) }, "\(still)")
    }

    /// A script on `<namespace>:holds`, by which a replica says what it holds.
    private static func tellsHoldings(_ words: [String]) -> Bool {
        words.count > 3 && words[0] == "EVALSHA" && words[3].hasSuffix(":holds")
    }

    /// Never more often than planned, but for a tenth of jitter; on a busy machine perhaps half as often.
    private func expectRhythm(_ times: [Double], every interval: Double) throws {
        let first = try #require(times.first)
        let span = try #require(times.last) - first
        let beats = Double(times.count - 1)
        #expect(beats * interval * 0.85 <= span + interval / 2, "\(beats) within \(span) s")
        #expect(beats >= span / interval / 2 - 1, "\(beats) within \(span) s")
    }

    private struct Connection {
        let address: String
        let channels: Int
        let command: String
    }

    /// Connections of gateway replicas; the server turns its list round all the time.
    private static func replicas(of server: EmbeddedSlot) throws -> [Connection] {
        try server.ask("CLIENT", "LIST").text.split(separator: "\n").compactMap { line in
            let fields = Dictionary(
                line.split(separator: " ").compactMap { word -> (String, String)? in
                    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
                }, uniquingKeysWith: { $1 })
            guard fields["user"] == "replica", let address = fields["addr"], let command = fields["cmd"] else {
                return nil
            }
            return Connection(address: address, channels: fields["sub"].flatMap { Int($0) } ?? 0, command: command)
        }
    }

    private static func atSentinels(of run: KeyquakeRun) throws -> [Connection] {
        try (1...3).flatMap { try replicas(of: EmbeddedSlot(of: run, on: "sentinel-\($0)")) }
    }

    private struct Call {
        let time: Double
        let address: String
        let words: [String]
    }

    /// Watches until each of the polling peers was seen often enough. Lines are like
    /// `1339518083.107412 [0 127.0.0.1:60866] "hgetall" "key"`.
    private static func monitor(_ server: EmbeddedSlot, _ addresses: [String]) throws -> [Call] {
        let client = try server.client()
        try client.ask(["MONITOR"])
        var calls: [Call] = []
        var polls = 0
        while polls < addresses.count / 2 * pollsToSee {
            guard case .status(let line) = try client.next() else { continue }
            let parts = line.split(separator: " ")
            guard parts.count > 3, let time = Double(parts[0]) else { continue }
            let address = parts[2].dropLast()
            guard addresses.contains(String(address)) else { continue }
            let words = parts[3...].map { $0.filter { $0 != "\"" } }
            polls += words.first == "PING" ? 0 : 1
            calls.append(Call(time: time, address: String(address), words: words))
        }
        return calls
    }
}

extension Array {
    /// Those for which it is true, and the others.
    fileprivate func partitioned(_ isFirst: (Element) -> Bool) -> ([Element], [Element]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}
