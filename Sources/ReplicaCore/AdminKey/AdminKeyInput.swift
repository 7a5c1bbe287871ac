import Credentials

/// What happens to the watcher of the admin key. Every input comes with its `Moment`.
package enum AdminKeyInput: Equatable, Sendable {
    /// The process runs; links are not up yet. The first input.
    case started
    /// The data link is up, authenticated, and ROLE on it said master.
    case linkUp
    case linkDown
    /// The subscription is confirmed; what was published before it may have been missed.
    case subscribed
    case subscriptionLost
    /// A message on the slot's channel: the whole record (fenced), or nil for a plain slot's empty hint.
    case pushed(SlotReading?)
    /// The answer to a `.read`; each has exactly one, also when the link broke meanwhile.
    case readEnded(Result<SlotReading, SlotReadFailure>)
    /// The answer to a `.bootstrap`, `.repair` or `.replant`, one each: what stands in the slot now, and whether we
    /// wrote it.
    case writeEnded(Result<SlotWriteResult, SlotReadFailure>)
    /// The key that `.generate` asked for.
    case generated(Secret)
    /// The process did not run for a while (frozen, starved) and does again.
    case resumed
    /// The time of `nextWake` has come, or something else woke the loop.
    case tick
}

/// A read or write of the slot that gave no answer, or an error that is not about the slot's content.
package enum SlotReadFailure: Error, Equatable, Sendable {
    case unreachable
    case deadline
    case refused
    /// The write may have taken effect.
    case unknown
}

package struct SlotWriteResult: Equatable, Sendable {
    package let didWrite: Bool
    package let stands: SlotReading
    package init(didWrite: Bool, stands: SlotReading) {
        self.didWrite = didWrite
        self.stands = stands
    }
}
