import Credentials

/// The way to a registration of one's own, from the question who may to the put.
enum RegistrationClaim: Equatable, Sendable {
    enum Purpose: Equatable, Sendable {
        /// There is none that could be used; `over` is the version of the one that stands there all the same.
        case create(over: Version?)
        /// The one in use nears the end of its secret.
        case renew(Version)
        /// Somebody else's loser is to be withdrawn.
        case withdraw(LoserID)
    }

    case none
    /// The lease was asked for.
    case asking(Purpose)
    /// Somebody else has it; then we ask again.
    case waiting(Purpose, until: SteadyTime)
    case working(RegistrationWork)
    /// After a failure of our own.
    case pausing(until: SteadyTime)
}

/// Work under a lease; without one where the last writer counts.
struct RegistrationWork: Equatable, Sendable {
    enum Stage: Equatable, Sendable {
        /// It begins, or it is a withdrawal.
        case ready
        case discovering(request: UInt32)
        case registering(request: UInt32, RegistrationEndpoints)
        /// The put is under way, or to be repeated then: what was registered must not be lost.
        case storing(RegistrationPut, retryAt: SteadyTime?)
    }

    let purpose: RegistrationClaim.Purpose
    let lease: RegistrationLease?
    var stage: Stage
    /// When to ask for more time; nil while that is under way.
    var extendAt: SteadyTime?
}

/// The client of a loser, byte for byte.
struct LoserID: Hashable, Sendable {
    let bytes: [UInt8]
    init(_ registration: Registration) { bytes = Array(registration.clientID.utf8) }
}

/// A registration that lost, as this replica sees it.
struct RegistrationLoser: Equatable, Sendable {
    let registration: Registration
    let seenAt: SteadyTime
    /// Over the time that its registrant has to withdraw it itself; zero for the registrant.
    let patience: UInt64
    var attempts = 0
    var notBefore: SteadyTime
    /// An attempt may have taken effect: that the server does not know it any more is then good news.
    var isOutcomeUnknown = false
}

/// One withdrawal at a time.
enum RegistrationWithdrawal: Equatable, Sendable {
    case none
    case asking(LoserID)
    case deleting(LoserID, request: UInt32)

    var loser: LoserID? {
        switch self {
        case .none: nil
        case .asking(let id), .deleting(let id, _): id
        }
    }
}
