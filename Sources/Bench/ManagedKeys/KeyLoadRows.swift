/// Repeats of one load: so many processes at once.
struct KeyLoads {
    let count: Int
    var floors: [KeyLoadSample] = []
    var ours: [KeyLoadSample] = []
}

/// The lines about loading: time and memory, each beside what it may be.
struct KeyLoadRows {
    let keys: Int
    let cores: Int
    /// By the number of processes, 1 first.
    let loads: [KeyLoads]

    /// Seconds for one process alone.
    static let limit = 1.5
    static let memoryLimitMiB = 10.0

    var rows: [BenchRow] { loads.map(load) + loads.suffix(1).map(memory) }

    private func load(_ loads: KeyLoads) -> BenchRow {
        let (floors, ours) = (loads.floors, loads.ours)
        let limit = limit(loads.count)
        var row = BenchRow(loads.count == 1 ? "load, alone" : "load, all at once")
        row.add("keys", keys)
        row.add("n", loads.count)
        row.add("repeats", ours.count)
        row.add("floor_s", floors.map(\.seconds))
        row.add("ours_s", ours.map(\.seconds))
        row.add("limit_s", limit)
        row.add("ratio_to_limit", limit.map { limit in ours.map { $0.seconds / limit } } ?? [])
        row.add("ratio", ratios(ours.map(\.seconds), to: floors.map(\.seconds)))
        row.add("floor_cpu_s_each", floors.map(\.cpuSecondsEach))
        row.add("ours_cpu_s_each", ours.map(\.cpuSecondsEach))
        row.add("floor_redis_cpu_s", floors.map(\.redisSeconds))
        row.add("ours_redis_cpu_s", ours.map(\.redisSeconds))
        return row
    }

    /// Many share the cores that one has for itself.
    private func limit(_ count: Int) -> Double? {
        guard count > 1 else { return Self.limit }
        let alone = loads.first { $0.count == 1 }.flatMap { Spread($0.ours.map(\.seconds)) }
        return alone.map { Double(count) * $0.median / Double(cores) }
    }

    private func memory(_ loads: KeyLoads) -> BenchRow {
        let samples = loads.ours.flatMap(\.memory)
        let added = samples.map { ($0.after - $0.before) / 1024 }
        var row = BenchRow("memory of each")
        row.add("keys", keys)
        row.add("n", loads.count)
        row.add("repeats", loads.ours.count)
        row.add("before_pss_kib", samples.map(\.before))
        row.add("after_pss_kib", samples.map(\.after))
        row.add("added_mib", added)
        row.add("limit_mib", Self.memoryLimitMiB)
        row.add("ratio_to_limit", added.map { $0 / Self.memoryLimitMiB })
        return row
    }
}
