import CPosix
import Glibc

/// What a round of calls took.
struct StorageCost {
    /// Nanoseconds.
    let wall: UInt64
    /// Nanoseconds of this thread, on which everything runs but Redis.
    let processor: UInt64

    static func of(_ calls: () async throws -> Void) async throws -> StorageCost {
        let (began, used) = (kq_now(), processorTime())
        try await calls()
        return StorageCost(wall: kq_now() - began, processor: processorTime() - used)
    }

    private static func processorTime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// What the rounds took: the floor without and with the codec, and the API.
struct StorageCosts {
    let calls: Int
    private var bare: [StorageCost] = []
    private var codec: [StorageCost] = []
    private var ours: [StorageCost] = []

    init(calls: Int) { self.calls = calls }

    mutating func add(bare: StorageCost, codec: StorageCost, ours: StorageCost) {
        self.bare.append(bare)
        self.codec.append(codec)
        self.ours.append(ours)
    }

    /// Calls a second, and microseconds of the processor a call, which a neighbour on the machine changes less.
    func add(to row: inout BenchRow) {
        row.add("rounds", ours.count)
        row.add("bare_per_s", perSecond(bare))
        row.add("codec_per_s", perSecond(codec))
        row.add("ours_per_s", perSecond(ours))
        row.add("ratio", ratios(perSecond(ours), to: perSecond(codec)))
        row.add("codec_cpu_us", processor(codec))
        row.add("ours_cpu_us", processor(ours))
        row.add("cpu_ratio", ratios(processor(codec), to: processor(ours)))
    }

    private func perSecond(_ rounds: [StorageCost]) -> [Double] { rounds.map { Double(calls) * 1e9 / Double($0.wall) } }

    private func processor(_ rounds: [StorageCost]) -> [Double] {
        rounds.map { Double($0.processor) / 1000 / Double(calls) }
    }
}
