import CPosix
import Fleet
import Glibc

/// One start of many processes, looked at when all were up.
struct StartSample {
    let milliseconds: Double
    let count: Int
    let memory: MemorySplit
    /// KiB each that the kernel has less to give.
    let availableDrop: Double
    /// CPU time each until then, milliseconds; of the processes alone.
    let cpuMilliseconds: Double
    /// CPU time each of coordinator and zygote, and of Redis, milliseconds; zero where they were not asked.
    var harnessMilliseconds = 0.0
    var redisMilliseconds = 0.0

    /// Reading a process's mappings costs the kernel a walk.
    private static let sampled = 40

    init(_ milliseconds: Double, _ count: Int, _ pids: [pid_t], freeBefore: Double?) {
        self.milliseconds = milliseconds
        self.count = count
        let used = pids.reduce(Int64(0)) { $0 + max(0, kq_cpu_time($1)) }
        cpuMilliseconds = Double(used) / 1e6 / Double(max(1, pids.count))
        let drop = (freeBefore ?? 0) - (availableMemory() ?? 0)
        availableDrop = drop / Double(max(1, count))
        let step = max(1, pids.count / Self.sampled)
        let some = stride(from: 0, to: pids.count, by: step).map { pids[$0] }
        memory = MemorySplit.mean(of: some) ?? MemorySplit()
    }

    init(_ replicas: StagedReplicas, freeBefore: Double?) {
        self.init(replicas.startMilliseconds, replicas.count, replicas.pids, freeBefore: freeBefore)
        let used = replicas.cpuUsed
        harnessMilliseconds = Double(used.coordinator + used.zygote) / 1e6 / Double(max(1, count))
        redisMilliseconds = Double(used.redis) / 1e6 / Double(max(1, count))
    }

    var millisecondsEach: Double { milliseconds / Double(max(1, count)) }
}
