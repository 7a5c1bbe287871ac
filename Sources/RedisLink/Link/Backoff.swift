/// How long to wait before the next attempt: a bound that doubles up to a limit, and a time drawn evenly below it.
///
/// The full jitter is the point: a thousand replicas that lost the same server must not come back together.
struct Backoff {
    /// Nanoseconds.
    let start: UInt64
    let limit: UInt64
    private var bound: UInt64
    private var generator: SplitMix

    init(start: UInt64, limit: UInt64, seed: UInt64) {
        self.start = start
        self.limit = limit
        bound = min(start, limit)
        generator = SplitMix(state: seed)
    }

    /// The next wait in nanoseconds.
    mutating func next() -> UInt64 {
        defer { bound = bound > limit / 2 ? limit : bound * 2 }
        return .random(in: 0...bound, using: &generator)
    }

    mutating func reset() { bound = min(start, limit) }
}

/// SplitMix64: small, and the same sequence for the same seed on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
