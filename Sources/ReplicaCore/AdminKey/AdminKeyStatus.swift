import Credentials
import History

/// What an operator may ask a replica about its admin key; no secret in it.
package struct AdminKeyStatus: Equatable, Sendable {
    package enum Slot: Equatable, Sendable {
        case notRead
        case good
        case refused(SlotRefusal)
        case unreadable(SlotReadFailure)
    }

    package internal(set) var isReady = false
    package internal(set) var isLinkUp = false
    package internal(set) var isSubscribed = false
    /// Admin keys are refused because the last good read is too old.
    package internal(set) var isStale = false
    /// What the last read or write of the slot said.
    package internal(set) var slot = Slot.notRead
    /// When the slot was last read as a well-formed record; "absent" is none.
    package internal(set) var lastGoodRead: SteadyTime?
    package internal(set) var version = VersionStamp.zero
    /// Of the key in force, and of the replica's own: when they differ, the own one is dead.
    package internal(set) var effective = FingerprintBits.none
    package internal(set) var configured = FingerprintBits.none
    /// True while the key in force is the replica's own and Redis has not confirmed it.
    package internal(set) var isUnconfirmed = false
    /// How often the slot, or a message, said something that was not taken.
    package internal(set) var refusals: [SlotRefusal: Int] = [:]
    package internal(set) var gaps = 0

    /// Nanoseconds since the last good read; nil when there was none.
    package func age(at now: SteadyTime) -> UInt64? {
        lastGoodRead.map { $0 < now ? now.nanoseconds - $0.nanoseconds : 0 }
    }
}
