import Credentials
import RedisLink
import Stores

/// What a face says to its replica's loop, or asks of it. Answers are called on the loop's thread, each once.
package enum FaceCommand: Sendable {
    /// It listens.
    case opened(port: UInt16)
    /// It cannot listen; the sentence holds no secret.
    case failed(String)
    /// It does not listen any more, and the last request was answered.
    case closed
    case create(NewManagedKey, @Sendable (Result<ManagedKeyRecord, FaceFailure>) -> Void)
    case deactivate(ManagedKeyID, @Sendable (Result<ManagedKeyRecord, FaceFailure>) -> Void)
    case list(@Sendable (Result<ManagedKeyList, FaceFailure>) -> Void)
    /// Reads everything again, now.
    case refresh(@Sendable ([RefreshStep]) -> Void)
    case status(@Sendable (FaceStatus) -> Void)
}

/// Why a replica did not do what its face asked for.
package enum FaceFailure: Error, Equatable, Sendable {
    /// It does not look at managed keys.
    case featureOff
    case unknownID
    case expiryPassed
    /// The store, or the way to it. A write may have taken effect when `isUnknown`.
    case store(String, isUnknown: Bool, StoreEnd = .failed)

    /// How a call on the store ended, as far as a client is told.
    package enum StoreEnd: Equatable, Sendable {
        case failed
        /// No answer within the call's deadline.
        case timedOut
        /// The replica ends, and waits for no answer any more.
        case cancelled

        init(_ cause: ManagedKeyStoreError.Cause) {
            switch cause {
            case .redis(let error) where error.code == .deadlineExceeded: self = .timedOut
            case .redis(let error) where error.code == .closed: self = .cancelled
            default: self = .failed
            }
        }
    }

    init(_ error: ManagedKeyStoreError) {
        switch error.cause {
        case .unknownID: self = .unknownID
        case .expiryPassed: self = .expiryPassed
        default:
            self = .store(error.description, isUnknown: error.outcome == .unknown, StoreEnd(error.cause))
        }
    }
}
