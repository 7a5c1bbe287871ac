/// What is said of client registrations. A client goes by the fingerprint of its id.
package enum RegistrationEvent: Equatable, Sendable {
    // MARK: the coordinator
    /// One registration as the authorization server's ledger has it. Times are Unix seconds, 0 for none.
    case ledger(
        RegistrationID, client: FingerprintBits, LedgerState, isAnswered: Bool, registeredAt: UInt64,
        secretEnds: UInt64, uses: UInt32, refusedUses: UInt32)
    /// One look at the row on one node; the record's time is the return. `life` is the row's remaining time to live in
    /// milliseconds, -1 for none and -2 where there is no row, as PTTL says it.
    case row(
        RegistrationID, client: FingerprintBits, RowState, generation: UInt64, life: Int64, called: UInt64,
        node: NodeID)
    /// At the end of the run this one still stands among those that are to be withdrawn.
    case listed(RegistrationID, client: FingerprintBits)
    /// A replica was asked to prove at the upstream that it is the client that it holds; the record's time is the return.
    case shown(RegistrationID, Life, ShownResult, called: UInt64)

    // MARK: a replica
    /// From here on this is what callers get, `none` for nothing. `secretEnds` is Unix seconds, 0 for never.
    case used(RegistrationID, client: FingerprintBits, version: VersionStamp, secretEnds: UInt64)
    /// A request is about to be sent.
    case requested(RegistrationID, RegistrationCall, number: UInt32)
    /// Its answer. `status` is 0 for none; `client` is what a registration made, or who was used, `none` otherwise.
    case answered(
        RegistrationID, RegistrationCall, number: UInt32, status: UInt16, client: FingerprintBits,
        isOutcomeUnknown: Bool)
    case lease(RegistrationID, LeaseChange, fence: UInt64)
    /// What was registered, or held, was to be written.
    case stored(RegistrationID, client: FingerprintBits, PutOutcome, version: VersionStamp, isPutBack: Bool)
    case withdrew(RegistrationID, client: FingerprintBits)
    /// It stays at the server for ever; `status` is 0 where it gave no means to withdraw.
    case leaked(RegistrationID, client: FingerprintBits, status: UInt16)
    case failed(RegistrationID, RegistrationStep)
}

/// The place of one upstream in the scenario's section `registrations`, from 0.
package struct RegistrationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt16
    package init(_ number: UInt16) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    package var description: String { "registration \(number)" }
}

package enum LedgerState: UInt8, CaseIterable, Sendable {
    case live = 1, deleted
    /// Lost by the server itself, as a fault.
    case forgotten
}

/// What came of a use that the coordinator asked for.
package enum ShownResult: UInt8, CaseIterable, Sendable {
    case accepted = 1
    /// The server says that it is no client of its own, or not with that secret.
    case refused
    /// Another answer, or an endpoint that must not be asked.
    case failed
    case unanswered
    /// It held nothing for as long as it waited.
    case nothing
    /// The replica itself did not answer: it died, or stood still.
    case gone
}

package enum RowState: UInt8, CaseIterable, Sendable {
    case absent = 1, good, malformed
}

package enum RegistrationCall: UInt8, CaseIterable, Sendable {
    case discover = 1, register, withdraw
    /// The client proves at the token endpoint that it is one.
    case use
}

package enum LeaseChange: UInt8, CaseIterable, Sendable {
    case taken = 1, extended
    /// Somebody else has it.
    case denied
    case released
    /// It was ours and is not any more.
    case lost
}

package enum PutOutcome: UInt8, CaseIterable, Sendable {
    case wrote = 1
    /// By an attempt whose answer was lost.
    case already
    /// The condition did not hold.
    case lost
    case fenced
    /// It must not come back.
    case withdrawn
    case failed, unknown
}

/// The steps of a resolver, by which errors name where they come from.
package enum RegistrationStep: UInt8, CaseIterable, Sendable {
    case validate = 1, resolveRedirectURI, resolveUpstreamID, cacheRead, claim, metadataDiscovery, selectAuthMethod,
        dcrCall, cacheWrite
}
