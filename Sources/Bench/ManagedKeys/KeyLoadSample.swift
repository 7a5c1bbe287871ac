import CPosix
import Fleet
import Glibc

/// So many processes that loaded all keys at once, looked at when the last of them had them.
struct KeyLoadSample {
    /// From the first beginning to the last end.
    let seconds: Double
    /// CPU time of each, and of Redis for all of them; seconds.
    let cpuSecondsEach: Double
    let redisSeconds: Double
    /// KiB before and after, of each process that could be looked at both times.
    let memory: [(before: Double, after: Double)]
}

extension Floor {
    /// Has processes forked that load everything at once; ends them again.
    func load(
        _ kind: FloorKind, _ count: Int, keys: Int, in stage: FleetStage
    ) async throws(FleetError) -> KeyLoadSample {
        _ = try await start(kind, count, reading: stage.namespace, in: stage)
        let pids = board.pids(count)
        let before = pids.map { MemorySplit(pid: $0)?.total }
        let (cpu, redis) = (total(pids), stage.cpu.redis)
        try await release(count, in: stage)
        let used = (total(pids) - cpu, stage.cpu.redis - redis)
        let after = pids.map { MemorySplit(pid: $0)?.total }
        let work = board.work(count)
        await end(on: stage.loop)
        guard let first = work.map(\.began).min(), let last = work.map(\.ended).max(),
            work.allSatisfy({ $0.amount == keys })
        else { throw FleetError(.redisUnusable, "a process loaded \(work.map(\.amount)) keys and not \(keys)") }
        return KeyLoadSample(
            seconds: Double(last - first) / 1e9, cpuSecondsEach: Double(used.0) / 1e9 / Double(max(1, count)),
            redisSeconds: Double(used.1) / 1e9,
            memory: zip(before, after).compactMap { pair in
                pair.0.flatMap { before in pair.1.map { (before: before, after: $0) } }
            })
    }

    private func total(_ pids: [pid_t]) -> Int64 { pids.reduce(0) { $0 + max(0, kq_cpu_time($1)) } }
}
