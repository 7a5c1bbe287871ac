import RedisLink

/// Why a call on the environment documents has no result. It carries no argument, so it may be logged.
package struct EnvironmentStoreError: StoreFailure {
    package enum Cause: StoreFailureCause {
        case redis(RedisError)
        /// An id that is the name of the index, or a document over its longest text.
        case invalidRequest
        /// The index holds something of another type, so nothing was written.
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

    /// Of what only reads.
    static func reading(_ error: RedisError) -> EnvironmentStoreError {
        error.serverError?.kind == .wrongType ? .damaged : EnvironmentStoreError(.failed, .redis(error))
    }

    static let invalidRequest = EnvironmentStoreError(.failed, .invalidRequest)
    static let damaged = EnvironmentStoreError(.failed, .storeDamaged)
}

extension EnvironmentStoreError {
    package var description: String {
        switch cause {
        case .redis(let error): error.description
        case .invalidRequest: "an environment id that is taken, or a document over its longest text"
        case .storeDamaged: "the index of the environments holds something else; nothing was written"
        case .unreadableAnswer: "an answer that no script of the environments gives; outcome \(outcome.rawValue)"
        case .outage: "the environments were told to fail; outcome \(outcome.rawValue)"
        }
    }
}
