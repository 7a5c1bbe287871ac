import Credentials

/// Takes the result of one call on the registrations, exactly once.
package typealias RegistrationAnswer<Success> = (Result<Success, RegistrationStoreError>) -> Void

/// Where the replicas of one authorization server keep their upstream registrations, and agree who registers
/// (specs/versions.md section 10).
///
/// Each call is answered exactly once; by Redis later and on the loop's thread, by the memory twin at once. A write that
/// fails says whether it may have taken effect, and may be repeated: each has an identity of its own.
package protocol RegistrationStore: AnyObject {
    /// Reads the row of a key. A key with empty parts is absent, not an error.
    func read(_ key: RegistrationKey, _ done: @escaping RegistrationAnswer<RegistrationReading>)

    // MARK: writing a row

    /// Writes a new registration under a generation of its own if the condition holds; else, if it was meant for a whole
    /// fleet, notes it for withdrawal. Who is overwritten by such a put is noted as well.
    func put(_ request: RegistrationPut, _ done: @escaping RegistrationAnswer<RegistrationPutResult>)
    /// Puts a whole registration back where nothing sound or a lower one stands.
    func putBack(_ registration: Registration, _ done: @escaping RegistrationAnswer<RegistrationPutResult>)

    // MARK: the lease

    func takeLease(_ request: LeaseRequest, _ done: @escaping RegistrationAnswer<LeaseResult>)
    /// Lets it end that many milliseconds from now; false when it is no longer in force.
    func extendLease(_ lease: RegistrationLease, milliseconds: Int64, _ done: @escaping RegistrationAnswer<Bool>)
    /// Gives it up, or leaves it behind as a pause for all; false when it is no longer in force.
    func releaseLease(_ lease: RegistrationLease, pause: LeasePause?, _ done: @escaping RegistrationAnswer<Bool>)

    // MARK: what is to be withdrawn

    /// Notes a loser; false when it stands in the row, or was withdrawn before.
    func noteLoser(_ registration: Registration, _ done: @escaping RegistrationAnswer<Bool>)
    /// What is noted under a key; what cannot be read is left out.
    func losers(_ key: RegistrationKey, _ done: @escaping RegistrationAnswer<[Registration]>)
    /// Whether this loser may be withdrawn now, while `winner` stands.
    func mayWithdraw(
        _ loser: Registration, winner: Version, _ done: @escaping RegistrationAnswer<WithdrawalPermit>)
    /// It is withdrawn, or never can be: takes it off the list and keeps it from coming back.
    func buryLoser(_ loser: Registration, _ done: @escaping RegistrationAnswer<Bool>)
}
