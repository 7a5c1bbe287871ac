import Credentials
import RedisLink

/// Why a call on the managed keys has no result. It carries no argument, so it may be logged.
package struct ManagedKeyStoreError: StoreFailure {
    package enum Cause: StoreFailureCause {
        case redis(RedisError)
        /// No key has this id.
        case unknownID
        /// The id belongs to another key.
        case duplicateID
        /// The hash belongs to another key.
        case duplicateHash
        /// The key would have expired at its creation, by the server's clock.
        case expiryPassed
        /// The row that stands there is no record: it is left as it is.
        case damagedRow(ManagedKeyRowFlaw)
        /// One of the five names holds something of another type, so nothing was written.
        case storeDamaged
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
}

extension ManagedKeyStoreError {
    package var description: String {
        switch cause {
        case .redis(let error): error.description
        case .unknownID: "no managed key has this id"
        case .duplicateID: "the id belongs to another managed key"
        case .duplicateHash: "the value belongs to another managed key"
        case .expiryPassed: "the managed key would have expired when it is made"
        case .damagedRow(let flaw): "what stands under this id is no record (\(flaw.rawValue)); it was left as it is"
        case .storeDamaged: "a key of the managed keys holds something of another type; nothing was written"
        case .unreadableAnswer: "an answer that no script of the managed keys gives; outcome \(outcome.rawValue)"
        case .outage: "the managed keys were told to fail; outcome \(outcome.rawValue)"
        }
    }
}
