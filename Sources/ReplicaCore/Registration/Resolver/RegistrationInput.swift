import Credentials

/// What happens to the resolver of one upstream. Every input comes with its `Moment`.
package enum RegistrationInput: Equatable, Sendable {
    /// The process runs; links are not up yet. The first input.
    case started
    /// The data link is up, authenticated, and ROLE on it said master.
    case linkUp
    case linkDown
    /// The subscription is confirmed, or a message on the channel was about this key.
    case hinted
    /// The answer to `.read`.
    case readEnded(Result<RegistrationReading, RegistrationStoreTrouble>)
    /// The answer to `.takeLease`.
    case leaseEnded(Result<LeaseResult, RegistrationStoreTrouble>)
    /// The answer to `.extendLease`: whether it is still ours.
    case leaseExtended(Result<Bool, RegistrationStoreTrouble>)
    /// The answer to `.put`.
    case putEnded(Result<RegistrationPutResult, RegistrationStoreTrouble>)
    /// The answer to `.putBack`.
    case putBackEnded(Result<RegistrationPutResult, RegistrationStoreTrouble>)
    /// The answer to `.listLosers`.
    case losersListed(Result<[Registration], RegistrationStoreTrouble>)
    /// The answer to `.mayWithdraw`.
    case permitEnded(Result<WithdrawalPermit, RegistrationStoreTrouble>)
    /// The answer to a `.request` of that number.
    case requestEnded(UInt32, Result<RegistrationResponse, RegistrationTransportFlaw>)
    /// The authorization server refused this client where it was used (`invalid_client`).
    case refusedAtUse(clientID: String)
    /// The process did not run for a while (frozen, starved) and does again.
    case resumed
    /// The time of `nextWake` has come, or something else woke the loop.
    case tick
}

/// A call on the store without a result.
package enum RegistrationStoreTrouble: String, Error, Sendable, CaseIterable {
    case unreachable = "the store cannot be reached"
    case deadline = "the store did not answer in time"
    case refused = "the store refused the call"
    /// A write that may have taken effect.
    case unknown = "the store did not answer a write; its outcome is unknown"
}

/// What the driver has to do. When to wake again is not an effect: see `nextWake`.
package enum RegistrationEffect: Equatable, Sendable {
    /// One at a time, answered once; likewise each of the next six.
    case read
    case takeLease(LeaseRequest)
    case extendLease(RegistrationLease, milliseconds: Int64)
    case put(RegistrationPut)
    case putBack(Registration)
    case listLosers
    case mayWithdraw(Registration, winner: Version)
    /// Several may be under way; each answered once by its number.
    case request(RegistrationRequest)
    /// Not answered; what is lost of these is made up for later.
    case releaseLease(RegistrationLease, pause: LeasePause?)
    case noteLoser(Registration)
    case buryLoser(Registration)
    /// From now on this is what callers get, nil for nothing: before anything else that this input leads to.
    case use(Registration?)
    /// For who waits for a registration, and for one error record.
    case failed(RegistrationFailure)
    case note(RegistrationNote)
}

/// What a log may want to know besides failures; no secret in it.
package enum RegistrationNote: Equatable, Sendable {
    /// A registration was taken over from the store, that many whole days old; nil when nobody knows.
    case adopted(clientID: String, ageDays: Int?, isStale: Bool)
    /// A warning: neither the settings nor the server name any scope.
    case noScopes
    /// The row's secret has ended: as good as no row.
    case expiredRow(clientID: String)
    case withdrew(clientID: String)
    /// A loser stays at the authorization server for ever: it said this status, 0 where it gave no means to withdraw.
    case leaked(clientID: String, status: Int)

    /// Days after which a registration is called stale; it is used all the same.
    package static let staleDays = 90
}
