/// What an operation of a rotator has to say about one credential: for the log and for counting, with no secret in it
/// that prints.
public struct CredentialNotice: Hashable, Sendable {
    public let credential: EnvironmentCredential
    public let event: Event

    public enum Event: Hashable, Sendable {
        case becamePrimary
        /// No longer accepted, with no grace.
        case revoked
        /// Was the primary, or is declared to have been; accepted until its end.
        case deprecated(until: WallTime)
        /// The same for a key that was not the primary before this rotation.
        case deprecatedThoughNotPrimary(until: WallTime)
        /// Its end has come.
        case ended
        case becameAdditional
        case becameExpiring(until: WallTime)
        case changedEnd(until: WallTime)
        /// An end in the past: the notice or the entry has no effect.
        case ignoredAsPast(WallTime)

        /// Warning: a grace notice where the document names no primary of the kind.
        case graceWithoutPrimary
        /// Warning: a grace notice that names the primary itself.
        case graceForPrimary
        /// Warning: a repeated grace notice with another end; the first one stays.
        case keptFirstEnd(WallTime, notThe: WallTime)
        /// Warning: the primary is listed as additional; it stays primary.
        case primaryListed
        /// Warning: the same with an end, which does not bind the primary.
        case primaryListedWithEnd(WallTime)
        /// Warning: a key in its grace is listed as additional; its grace alone decides.
        case predecessorListed
    }

    public init(_ credential: EnvironmentCredential, _ event: Event) {
        self.credential = credential
        self.event = event
    }

    /// True when whoever wrote the document or the configuration should look at it.
    public var isWarning: Bool {
        switch event {
        case .graceWithoutPrimary, .graceForPrimary, .keptFirstEnd, .primaryListed, .primaryListedWithEnd,
            .predecessorListed:
            true
        case .becamePrimary, .revoked, .deprecated, .deprecatedThoughNotPrimary, .ended, .becameAdditional,
            .becameExpiring, .changedEnd, .ignoredAsPast:
            false
        }
    }
}

extension CredentialNotice: CustomStringConvertible {
    public var description: String { "\(credential): \(event)" }
}

extension CredentialNotice.Event: CustomStringConvertible {
    public var description: String {
        switch self {
        case .becamePrimary: "is the new primary"
        case .revoked: "is revoked"
        case .deprecated(let end): "is deprecated, valid until \(end.milliseconds)"
        case .deprecatedThoughNotPrimary(let end):
            "is deprecated though it was not the primary, valid until \(end.milliseconds)"
        case .ended: "has ended"
        case .becameAdditional: "is an additional key"
        case .becameExpiring(let end): "is an additional key until \(end.milliseconds)"
        case .changedEnd(let end): "now ends at \(end.milliseconds)"
        case .ignoredAsPast(let end): "is ignored: its end \(end.milliseconds) is past"
        case .graceWithoutPrimary: "a grace without a primary of the kind is ignored"
        case .graceForPrimary: "a grace for the primary itself is ignored"
        case .keptFirstEnd(let kept, let other): "still ends at \(kept.milliseconds), not at \(other.milliseconds)"
        case .primaryListed: "is the primary and is not taken as additional"
        case .primaryListedWithEnd(let end):
            "is the primary and is not taken as additional; its end \(end.milliseconds) does not bind it"
        case .predecessorListed: "is in its grace and is not taken as additional"
        }
    }
}
