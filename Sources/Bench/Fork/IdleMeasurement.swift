import CPosix
import Fleet
import Glibc

/// What a fleet uses while nothing happens: CPU of all its processes and of Redis, as a share of one core.
struct IdleMeasurement {
    let bench: ForkBench
    let stage: FleetStage
    let floor: Floor
    /// A start leaves work behind: connections settle, pages are given back.
    private static let settling: UInt64 = 1_500_000_000

    func rows() async throws(FleetError) -> [BenchRow] {
        _ = try await floor.start(.links, bench.replicas, in: stage)
        let bare = await usage(of: floor.board.pids(bench.replicas))
        await floor.end(on: stage.loop)
        let quiet = try await usageOfFleet(probes: false)
        let probing = try await usageOfFleet(probes: true)
        return [row("idle, probing off", quiet, bare), row("idle, probing on", probing, bare)]
    }

    private func usageOfFleet(probes: Bool) async throws(FleetError) -> Usage {
        stage.probes = probes
        let replicas = try await stage.start(bench.replicas)
        let usage = await usage(of: replicas.pids)
        await stage.end(replicas)
        return usage
    }

    private struct Usage {
        var processes: Double
        var redis: Double
    }

    private func usage(of pids: [pid_t]) async -> Usage {
        await stage.loop.sleep(nanoseconds: Self.settling)
        let began = kq_now()
        let (processes, redis) = (total(pids), stage.cpu.redis)
        await stage.loop.sleep(nanoseconds: UInt64(bench.idleSeconds) * 1_000_000_000)
        let took = Double(kq_now() - began)
        return Usage(
            processes: Double(total(pids) - processes) / took, redis: Double(stage.cpu.redis - redis) / took)
    }

    private func total(_ pids: [pid_t]) -> Int64 { pids.reduce(0) { $0 + max(0, kq_cpu_time($1)) } }

    private func row(_ what: String, _ ours: Usage, _ floor: Usage) -> BenchRow {
        var row = BenchRow(what)
        row.add("n", bench.replicas)
        row.add("seconds", bench.idleSeconds)
        row.add("floor_percent_of_core", floor.processes * 100)
        row.add("ours_percent_of_core", ours.processes * 100)
        row.add("ratio", floor.processes > 0 ? ours.processes / floor.processes : nil)
        row.add("floor_redis_percent", floor.redis * 100)
        row.add("ours_redis_percent", ours.redis * 100)
        row.add("ratio_redis", floor.redis > 0 ? ours.redis / floor.redis : nil)
        return row
    }
}
