import Credentials

/// What happens to the reporter of holdings.
package enum HoldsInput: Equatable, Sendable {
    /// The data link is up, authenticated, and ROLE on it said master.
    case linkUp
    case linkDown
    /// What is in force now; said as often as one likes, most cheaply after each swap of a snapshot, and never before.
    case holds(Holding)
    /// The answer to a `.write`; each has exactly one, also when the link broke meanwhile.
    case written(Result<HoldsWrite, SlotReadFailure>)
    /// The answer to a `.remove`, whatever it is.
    case removed
    /// The process did not run for a while (frozen, starved) and does again.
    case resumed
    /// A clean stop begins: go on until `.ended`, with the link kept open.
    case stopping
    /// The time of `nextWake` has come, or something else woke the loop.
    case tick
}

/// What the driver has to do. When to wake again is not an effect: see `nextWake`.
package enum HoldsEffect: Equatable, Sendable {
    /// Write this down under the replica's name, by a store; exactly one command is in flight at a time.
    case write(HoldsClaim)
    /// Take the entry away, if it is not a later incarnation's.
    case remove(incarnation: UInt32)
    /// After `stopping`: there is nothing more to wait for, the link may be closed.
    case ended
}
