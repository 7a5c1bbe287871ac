import Credentials

/// What a write of the slot came to, as the script that tried it saw it.
package struct SlotChange: Equatable, Sendable {
    package enum Effect: Equatable, Sendable {
        case wrote
        /// The same nonce was written before: by an attempt whose answer was lost.
        case alreadyDone
        /// The same nonce was written before, and something else stands there now.
        case superseded
        /// What stands there is to stay: see ``SlotChange/stands``.
        case left
        /// A repair met its own version with another value; nothing was written.
        case conflict
    }

    package let effect: Effect
    /// What stands in the slot now.
    package let stands: SlotReading
    /// The version of this change, from now or from before; of a plain slot epoch 0. Nil when it did not happen.
    package let version: Version?
    /// Until when the key before it is accepted. Nil when nothing joined the list of outgoing keys: no grace, or no
    /// sound record to take the key from. A retry is told the end of the newest outgoing key.
    package let graceEnd: WallTime?
    /// Outgoing keys that were still running and had to leave a full list; a retry is not told again.
    package let dropped: [OutgoingKey]

    package init(
        effect: Effect, stands: SlotReading, version: Version? = nil, graceEnd: WallTime? = nil,
        dropped: [OutgoingKey] = []
    ) {
        self.effect = effect
        self.stands = stands
        self.version = version
        self.graceEnd = graceEnd
        self.dropped = dropped
    }

    package var didWrite: Bool { effect == .wrote }
}
