import RedisLink

/// Why a call on the holdings has no result. It carries no argument, so it may be logged.
package struct HoldsStoreError: StoreFailure {
    package enum Cause: StoreFailureCause {
        case redis(RedisError)
        /// The name holds something that is no hash; nothing was written.
        case wrongType
        /// An answer that no script of ours gives.
        case unreadableAnswer
        /// A memory twin that was told to fail.
        case outage

        package var redisError: RedisError? { if case .redis(let error) = self { error } else { nil } }
    }

    package let outcome: StoreOutcome
    package let cause: Cause

    package init(_ outcome: StoreOutcome, _ cause: Cause) {
        self.outcome = outcome
        self.cause = cause
    }

    /// Each script looks at the type before its first write, so that a wrong one is certainly without effect.
    init(_ error: RedisError) {
        if error.serverError?.kind == .wrongType {
            self.init(.failed, .wrongType)
        } else {
            self.init(StoreOutcome(of: error), .redis(error))
        }
    }
}

extension HoldsStoreError {
    package var description: String {
        switch cause {
        case .redis(let error): error.description
        case .wrongType: "the key of the holdings holds something that is no hash; nothing was written"
        case .unreadableAnswer: "an answer that no script of the holdings gives; outcome \(outcome.rawValue)"
        case .outage: "the holdings were told to fail; outcome \(outcome.rawValue)"
        }
    }
}
