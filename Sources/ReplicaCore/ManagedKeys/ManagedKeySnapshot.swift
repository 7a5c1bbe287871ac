import Credentials

/// What decisions on managed keys read. A copy costs nothing; it stays as it was.
package struct ManagedKeySnapshot: Sendable {
    package internal(set) var table = ManagedKeyTable()
    /// Whether a key is asked for at all.
    package internal(set) var protection = Protection.unknown
    /// Everything up to here is in the table.
    package internal(set) var revision = Epoch.zero
    /// From then on every key is refused, because the last good read is too old; nil with `keep`.
    package internal(set) var staleAt: SteadyTime?

    package enum Protection: Sendable {
        /// The store was not read as a whole yet: nothing is open.
        case unknown
        /// The store was read as a whole, and never held a record: whoever has no admin key either is open.
        case none
        /// There was a record, active or not; there is no way back.
        case enabled
    }

    /// Decides on what a caller presented. Ends and staleness are judged here and now, not when a timer fires.
    package func decide(_ presented: UnsafeRawBufferPointer, at now: Moment) -> ManagedKeyVerdict {
        if let staleAt, staleAt <= now.steady { return .unknown }
        return table.decide(presented, at: now.wall)
    }
}
