import Credentials
import Stores

/// A change of the admin key that an operator wants.
package enum AdminKeyOrder: Equatable, Sendable {
    /// - grace: nanoseconds during which the key before it is still accepted.
    case rotate(to: Secret, grace: UInt64)
    case revoke
    case endGrace

    package var name: String {
        switch self {
        case .rotate: "rotated"
        case .revoke: "revoked"
        case .endGrace: "grace-ended"
        }
    }
}

/// An acknowledged change of the admin key.
package struct AdminKeyAcknowledgement: Equatable, Sendable {
    package let order: String
    /// Of a plain slot, nil: its values have no order.
    package let version: Version?
    /// Of the key that is in force now; nil after a revoke, and on a plain slot, which has no key for fingerprints.
    package let fingerprint: Fingerprint?
    /// Until when the key before it is still accepted.
    package let graceEnd: WallTime?
    /// Outgoing keys that had to leave a full list before their end.
    package let dropped: Int
    /// By when it was certainly made, in the server's time.
    package let madeBy: WallTime
}
