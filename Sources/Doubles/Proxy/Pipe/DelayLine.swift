import Credentials

/// When a chunk that comes in now comes out again; the jitter is drawn from the seeds of the rules and of the connection,
/// so that the same run delays the same way.
struct DelayLine {
    private struct Source {
        let delay: LinkDelay
        var generator: SeededGenerator
    }

    private var sources: [Source] = []
    private let salt: UInt64
    /// Nothing comes out before what came in earlier.
    private var latest: UInt64 = 0

    /// - Parameter salt: tells connections apart, and their two ways.
    init(salt: UInt64) { self.salt = salt }

    var isEmpty: Bool { sources.isEmpty }

    /// Rules that stay go on where they are.
    mutating func set(_ delays: [LinkDelay]) {
        sources = delays.map { delay in
            sources.first { $0.delay == delay }
                ?? Source(delay: delay, generator: SeededGenerator(seed: delay.seed ^ salt))
        }
    }

    /// The time at which what came in at `now` may leave: at least the sum of all delays later.
    mutating func release(at now: UInt64) -> UInt64 {
        var release = now
        for index in sources.indices {
            let delay = sources[index].delay
            let jitter = delay.jitter == 0 ? 0 : sources[index].generator.next(upTo: delay.jitter)
            release = release.saturatingAdd(delay.by).saturatingAdd(jitter)
        }
        latest = max(latest, release)
        return latest
    }
}

extension SeededGenerator {
    /// 0 to `bound`, both included.
    fileprivate mutating func next(upTo bound: UInt64) -> UInt64 { UInt64.random(in: 0...bound, using: &self) }
}

extension UInt64 {
    func saturatingAdd(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
