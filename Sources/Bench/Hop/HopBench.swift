import Doubles
import Fleet

/// What the link proxy adds to a request and its reply: straight to a real Redis, and through a proxy that the zygote
/// forked, by turns in the same run.
package struct HopBench {
    package var rounds = 20
    package var requests = 5_000
    package var connections = 50
    package var bytes = 100

    package init() {}

    package func run() throws -> BenchReport {
        let fleet = BenchFleet(replicas: 1, otherClients: 4 * connections + 16)
        let rows = try fleet.stage { stage async throws(FleetError) in
            let (links, port) = try await stage.startLinkProxy()
            let rows = [
                try await row("1 connection", 1, port, stage) { client throws(FleetError) in
                    try client.inTurn(requests)
                },
                try await row("\(connections) connections, in turn", connections, port, stage) {
                    client throws(FleetError) in try client.inTurn(requests)
                },
                try await row("\(connections) connections, all busy", connections, port, stage) {
                    client throws(FleetError) in try client.allBusy(requests)
                },
            ]
            links.close()
            return rows
        }
        return BenchReport(bench: "hop", machine: machineDescription(), rows: rows)
    }

    private typealias Measure = (HopClient) throws(FleetError) -> [UInt64]

    /// Rounds alternate, so that both meet the same moments of the machine; the first of each fills caches.
    private func row(
        _ what: String, _ count: Int, _ port: UInt16, _ stage: FleetStage, _ measure: Measure
    ) async throws(FleetError) -> BenchRow {
        let direct = try client(count, stage.redisPort, stage)
        let proxied = try client(count, port, stage)
        var (floors, ours): ([HopTimes], [HopTimes]) = ([], [])
        for round in 0...rounds {
            let floor = HopTimes(nanoseconds: try measure(direct))
            let our = HopTimes(nanoseconds: try measure(proxied))
            await stage.loop.sleep(nanoseconds: Self.pause)  // the harness has its own to do
            guard round > 0, let floor, let our else { continue }
            floors.append(floor)
            ours.append(our)
        }
        return row(what, floors, ours)
    }

    private static var pause: UInt64 { 10_000_000 }

    private func client(_ count: Int, _ port: UInt16, _ stage: FleetStage) throws(FleetError) -> HopClient {
        try HopClient(
            port: port, connections: count, bytes: bytes, as: stage.redisUser, stage.redisPassword)
    }

    private func row(_ what: String, _ floors: [HopTimes], _ ours: [HopTimes]) -> BenchRow {
        var row = BenchRow(what)
        row.add("bytes", bytes)
        row.add("n", requests)
        row.add("rounds", ours.count)
        row.add("floor_p50_us", floors.map(\.median))
        row.add("ours_p50_us", ours.map(\.median))
        row.add("hop_p50_us", zip(ours, floors).map { $0.median - $1.median })
        row.add("floor_p99_us", floors.map(\.p99))
        row.add("ours_p99_us", ours.map(\.p99))
        row.add("hop_p99_us", zip(ours, floors).map { $0.p99 - $1.p99 })
        row.add("ratio_p50", ratios(ours.map(\.median), to: floors.map(\.median)))
        row.add("ratio_p99", ratios(ours.map(\.p99), to: floors.map(\.p99)))
        return row
    }
}

/// One round's requests, in microseconds.
struct HopTimes {
    let median: Double
    let p99: Double

    /// Nil without a sample.
    init?(nanoseconds: [UInt64]) {
        let times = nanoseconds.map { Double($0) / 1e3 }
        guard let median = quantile(0.5, of: times), let p99 = quantile(0.99, of: times) else { return nil }
        self.median = median
        self.p99 = p99
    }
}
