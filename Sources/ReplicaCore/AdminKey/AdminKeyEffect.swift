import Credentials
import History

/// What the driver has to do. When to wake again is not an effect: see `nextWake`.
package enum AdminKeyEffect: Equatable, Sendable {
    /// Read the slot; exactly one read is in flight at a time.
    case read
    /// Write this key with epoch 0 (fenced) or SET NX (plain), only when the slot is absent: the own configured or
    /// generated one, or a confirmed one of epoch 0 whose slot was lost.
    case bootstrap(Secret)
    /// Write the whole record if the slot is absent or lower.
    case repair(AdminKeySlot)
    /// SET NX a confirmed value into an absent plain slot.
    case replant(Secret)
    /// The snapshot changed: swap it in before the next decision.
    case swap
    /// The first read has ended: the replica may answer now.
    case ready
    /// For the history, with the time of the input.
    case record(Event)
    /// No key is effective after the first read: draw one from the system's CSPRNG and hand it in with `generated`.
    case generate
    /// After `generate`: the bootstrap is decided and this is its winner, to be written to disk. A file with the own
    /// draw would be dead where another replica's won.
    case keepGenerated(Secret)
}
