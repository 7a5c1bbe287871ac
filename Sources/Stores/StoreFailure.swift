import RedisLink

/// What the errors of all stores have in common: a call has no result.
package protocol StoreFailure: Error, Equatable, Sendable, CustomStringConvertible {
    associatedtype Cause: StoreFailureCause
    var outcome: StoreOutcome { get }
    var cause: Cause { get }
    init(_ outcome: StoreOutcome, _ cause: Cause)
}

/// Reasons that every store has; each has others of its own.
package protocol StoreFailureCause: Equatable, Sendable {
    static func redis(_ error: RedisError) -> Self
    /// An answer that no script of ours gives.
    static var unreadableAnswer: Self { get }
    /// A memory store that was told to fail.
    static var outage: Self { get }
    /// The link's or the server's error; nil when a store of ours refuses.
    var redisError: RedisError? { get }
}

extension StoreFailure {
    /// Of a write.
    init(_ error: RedisError) { self.init(StoreOutcome(of: error), .redis(error)) }

    /// The link's or the server's error; nil when a store of ours refuses.
    package var redisError: RedisError? { cause.redisError }

    /// There was no answer, or none that can be read: neither a refusal nor a result.
    package var isSilence: Bool { redisError != nil || cause == .outage || cause == .unreadableAnswer }
}
