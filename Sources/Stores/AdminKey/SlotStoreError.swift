import RedisLink

/// Why a call on the slot has no result. It carries no argument, so it may be logged.
package struct SlotStoreError: StoreFailure {
    package enum Cause: StoreFailureCause {
        case redis(RedisError)
        /// This format of the slot has no such operation: no grace, revoke or repair on a plain one.
        case unsupported
        /// The value can be no admin key, or the grace is over its limit.
        case invalidRequest
        /// The key of the slot's log holds something else, so nothing was written.
        case logDamaged
        /// An answer that no script of ours gives.
        case unreadableAnswer
        /// A memory slot that was told to fail.
        case outage

        package var redisError: RedisError? { if case .redis(let error) = self { error } else { nil } }
    }

    package let outcome: StoreOutcome
    package let cause: Cause

    package init(_ outcome: StoreOutcome, _ cause: Cause) {
        self.outcome = outcome
        self.cause = cause
    }
}

extension SlotStoreError {
    package var description: String {
        switch cause {
        case .redis(let error): error.description
        case .unsupported: "a plain slot has no such operation"
        case .invalidRequest: "a value that can be no admin key, or a grace over ten years"
        case .logDamaged: "the key of the slot's log holds something that is no log; nothing was written"
        case .unreadableAnswer: "an answer that no script of the slot gives; outcome \(outcome.rawValue)"
        case .outage: "the slot was told to fail; outcome \(outcome.rawValue)"
        }
    }
}
