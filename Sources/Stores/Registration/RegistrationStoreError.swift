import RedisLink

/// Why a call on the registrations has no result. It carries no argument, so it may be logged.
package struct RegistrationStoreError: StoreFailure {
    package enum Cause: StoreFailureCause {
        case redis(RedisError)
        /// The part of a registration without which it may not be stored.
        case missing(String)
        /// An answer that no script of ours gives.
        case unreadableAnswer
        /// A memory store that was told to fail.
        case outage

        package var redisError: RedisError? { if case .redis(let error) = self { error } else { nil } }
    }

    package let outcome: StoreOutcome
    package let cause: Cause

    package init(_ outcome: StoreOutcome, _ cause: Cause) {
        self.outcome = outcome
        self.cause = cause
    }

    package var description: String {
        switch cause {
        case .redis(let error): error.description
        case .missing(let part): "a registration without \(part) is not stored"
        case .unreadableAnswer: "an answer that no script of the registrations gives; outcome \(outcome.rawValue)"
        case .outage: "the store was told to fail; outcome \(outcome.rawValue)"
        }
    }
}
