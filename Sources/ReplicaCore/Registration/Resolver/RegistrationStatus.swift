import Credentials

/// What an operator may ask a replica about one registration; no secret in it.
package struct RegistrationStatus: Equatable, Sendable {
    package enum Phase: String, Sendable {
        case idle
        case reading
        /// Somebody else registers.
        case waiting
        case discovering, registering, storing
        /// After a failure.
        case pausing
        case resolved
    }

    package internal(set) var isLinkUp = false
    /// Registrations made at the authorization server by this replica.
    package internal(set) var registered = 0
    /// Calls after which one may exist that nobody knows.
    package internal(set) var unknownRegistrations = 0
    package internal(set) var adopted = 0
    package internal(set) var renewed = 0
    package internal(set) var putBack = 0
    package internal(set) var withdrawn = 0
    /// Losers that could not be withdrawn.
    package internal(set) var leaked = 0
    package internal(set) var failures = 0
    package internal(set) var lastFailure: RegistrationFailure?
}
