import Credentials

/// What happens to the cache of managed keys. Every input comes with its `Moment`.
package enum ManagedKeyInput: Equatable, Sendable {
    /// The process runs; links are not up yet. The first input.
    case started
    /// The data link is up, authenticated, and ROLE on it said master.
    case linkUp
    case linkDown
    /// The subscription is confirmed; what was published before it may have been missed.
    case subscribed
    case subscriptionLost
    /// A message on the channel; nil for one that cannot be read.
    case pushed(ManagedKeyMessage?)
    /// The answer to a `.read`; each has exactly one, also when the link broke meanwhile.
    case readEnded(Result<ManagedKeyPage, SlotReadFailure>)
    /// The answer to a `.deactivate` of the cache's own, one each: what stands now, nil when the store has no such key.
    case writeEnded(Result<ManagedKeyRecord?, SlotReadFailure>)
    /// The store acknowledged a create or a deactivation that this process asked for on somebody's behalf: it holds
    /// here from now on.
    case acknowledged(ManagedKeyRecord)
    /// The process did not run for a while (frozen, starved) and does again.
    case resumed
    /// The time of `nextWake` has come, or something else woke the loop.
    case tick
}
