import RedisLink
import Stores
import Testing

@testable import ReplicaProcess

/// What of a store's error a client is told.
@Suite struct FaceFailureTests {
    private static func redis(_ code: RedisError.Code, mayHaveTakenEffect: Bool = true) -> ManagedKeyStoreError {
        ManagedKeyStoreError(
            mayHaveTakenEffect ? .unknown : .failed,
            .redis(
                RedisError(
                    code: code, phase: .sent, command: "EVALSHA", mayHaveTakenEffect: mayHaveTakenEffect, detail: "x")))
    }

    @Test(arguments: [
        (RedisError.Code.deadlineExceeded, FaceFailure.StoreEnd.timedOut), (.closed, .cancelled),
        (.connectFailed, .failed), (.connectionLost, .failed), (.serverError, .failed), (.tooManyInFlight, .failed),
    ])
    func `a deadline and an end of our own are told apart from what failed`(
        _ code: RedisError.Code, _ end: FaceFailure.StoreEnd
    ) {
        for isUnknown in [true, false] {
            let error = Self.redis(code, mayHaveTakenEffect: isUnknown)
            #expect(FaceFailure(error) == .store(error.description, isUnknown: isUnknown, end))
        }
    }

    @Test func `what a client did wrong is no failure of the store`() {
        #expect(FaceFailure(ManagedKeyStoreError(.failed, .unknownID)) == .unknownID)
        #expect(FaceFailure(ManagedKeyStoreError(.failed, .expiryPassed)) == .expiryPassed)
        let damaged = ManagedKeyStoreError(.failed, .storeDamaged)
        #expect(FaceFailure(damaged) == .store(damaged.description, isUnknown: false))
    }
}
