import Credentials

/// What an operator may ask a replica about its managed keys; no secret in it.
package struct ManagedKeyStatus: Equatable, Sendable {
    package enum Store: Equatable, Sendable {
        case notRead
        case good
        case unreadable(SlotReadFailure)
    }

    package internal(set) var isReady = false
    package internal(set) var isLinkUp = false
    package internal(set) var isSubscribed = false
    /// Every key is refused because the last good read is too old.
    package internal(set) var isStale = false
    /// A walk through the whole store is under way.
    package internal(set) var isLoading = false
    /// What the last read said.
    package internal(set) var store = Store.notRead
    /// When the store last answered a read.
    package internal(set) var lastGoodRead: SteadyTime?
    /// Everything up to here is known: what `holds` tells.
    package internal(set) var revision = Epoch.zero
    /// Rows that were skipped, by why, since the start.
    package internal(set) var skippedRows: [ManagedKeyRowFlaw: Int] = [:]
    /// Messages that could not be read.
    package internal(set) var unreadableMessages = 0
    /// Records that took another key's id or hash, or found the table full.
    package internal(set) var refusedRecords = 0
    package internal(set) var gaps = 0
    /// How often everything was read again because the store's history was another.
    package internal(set) var divergences = 0
    /// Keys that the store lost.
    package internal(set) var lostCreates = 0
    package internal(set) var writtenBack = 0
    /// Deactivations that the store has lost and that are still to be put back.
    package internal(set) var owedDeactivations = 0

    /// Nanoseconds since the last good read; nil when there was none.
    package func age(at now: SteadyTime) -> UInt64? {
        lastGoodRead.map { $0 < now ? now.nanoseconds - $0.nanoseconds : 0 }
    }
}
