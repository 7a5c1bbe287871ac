import RedisLink

/// What a call on a store that failed has done.
package enum StoreOutcome: String, Sendable {
    /// Certainly without effect.
    case failed
    /// A write that may have taken effect.
    case unknown

    /// Of a write that ended so.
    init(of error: RedisError) { self = error.mayHaveTakenEffect ? .unknown : .failed }
}
