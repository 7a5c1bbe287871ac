/// The table of a start: time, memory, and where the memory lies.
struct StartRows {
    let replicas: Int
    let floors: [StartSample]
    let ours: [StartSample]
    let programs: StartSample

    var rows: [BenchRow] { [start, byProgram, memory] + splits }

    private var start: BenchRow {
        var row = BenchRow("start, all ready")
        row.add("n", replicas)
        row.add("repeats", ours.count)
        row.add("floor_ms", floors.map(\.milliseconds))
        row.add("ours_ms", ours.map(\.milliseconds))
        row.add("ratio", ratios(ours.map(\.milliseconds), to: floors.map(\.milliseconds)))
        row.add("floor_cpu_ms_each", floors.map(\.cpuMilliseconds))
        row.add("ours_cpu_ms_each", ours.map(\.cpuMilliseconds))
        row.add("ours_harness_cpu_ms_each", ours.map(\.harnessMilliseconds))
        row.add("ours_redis_cpu_ms_each", ours.map(\.redisMilliseconds))
        row.add("ratio_cpu", ratios(ours.map(\.cpuMilliseconds), to: floors.map(\.cpuMilliseconds)))
        return row
    }

    /// Few programs, many forks: compared by what each takes.
    private var byProgram: BenchRow {
        var row = BenchRow("start by exec, each")
        row.add("n", programs.count)
        row.add("exec_ms_each", programs.millisecondsEach)
        row.add("fork_ms_each", ours.map(\.millisecondsEach))
        row.add("ratio_fork_to_exec", ours.map { $0.millisecondsEach / programs.millisecondsEach })
        row.add("exec_pss_kib", programs.memory.total)
        row.add("ratio_pss_fork_to_exec", ours.map { $0.memory.total / programs.memory.total })
        return row
    }

    private var memory: BenchRow {
        let (floor, our) = (floors.map(\.memory.total), ours.map(\.memory.total))
        var row = BenchRow("memory each")
        row.add("n", replicas)
        row.add("repeats", ours.count)
        row.add("floor_pss_kib", floor)
        row.add("ours_pss_kib", our)
        row.add("over_floor_kib", zip(our, floor).map { $0 - $1 })
        row.add("ratio_pss", ratios(our, to: floor))
        row.add("floor_available_drop_kib", floors.map(\.availableDrop))
        row.add("ours_available_drop_kib", ours.map(\.availableDrop))
        row.add("ratio_available_drop", ratios(ours.map(\.availableDrop), to: floors.map(\.availableDrop)))
        return row
    }

    private var splits: [BenchRow] {
        [split("pss of the floor", floors), split("pss of a replica", ours), split("pss by exec", [programs])]
    }

    private func split(_ what: String, _ samples: [StartSample]) -> BenchRow {
        var row = BenchRow(what)
        row.add("heap_kib", samples.map(\.memory.heap))
        row.add("history_kib", samples.map(\.memory.history))
        row.add("stack_kib", samples.map(\.memory.stack))
        row.add("program_kib", samples.map(\.memory.program))
        return row
    }
}
