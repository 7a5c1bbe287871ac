import Credentials

/// Takes the result of one call on the slot, exactly once.
package typealias SlotAnswer<Success> = (Result<Success, SlotStoreError>) -> Void

/// The slot that holds the effective admin key, as one process sees it (specs/versions.md).
///
/// Each call is answered exactly once; by the Redis stores later and on the loop's thread, by the memory twin at once.
/// A write that fails says whether it may have taken effect.
package protocol AdminKeySlotStore: AnyObject {
    var format: SlotFormat { get }

    /// Reads what stands in the slot.
    func read(_ done: @escaping SlotAnswer<SlotReading>)

    // MARK: what a replica may write

    /// Writes a configured key into an absent slot, with epoch 0.
    func bootstrap(_ request: SlotBootstrap, _ done: @escaping SlotAnswer<SlotChange>)
    /// Puts a whole record back where a fenced slot is absent or lower; `fingerprint` is its value's, nil for none.
    func repair(_ record: AdminKeySlot, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>)
    /// Puts a confirmed value back into an absent plain slot.
    func replant(_ request: SlotReplant, _ done: @escaping SlotAnswer<SlotChange>)

    // MARK: what the operator may write

    /// Puts a new key in force, whatever stands there. A plain slot allows no grace.
    func rotate(_ request: SlotRotation, _ done: @escaping SlotAnswer<SlotChange>)
    /// Refuses every admin key until the next rotation, whatever stands there; fenced only.
    func revoke(_ request: SlotRevocation, _ done: @escaping SlotAnswer<SlotChange>)
    /// Ends every outgoing key under a new epoch; fenced only, and only over a good record.
    ///
    /// - Parameter fingerprint: for the log, if it does not know the one of the value that stands there.
    func endGrace(_ identity: ChangeIdentity, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>)

    // MARK: what the coordinator watches

    /// Looks at the slot with every kind of damage told apart, in one round trip.
    func sample(_ done: @escaping SlotAnswer<SlotSample>)
    /// Reads the entries of the slot's log after `id`, nil for all, at most ``SlotLogPage/limit`` of them.
    func readLog(after id: SlotLogID?, _ done: @escaping SlotAnswer<SlotLogPage>)
}

extension AdminKeySlotStore {
    /// What a message on the slot's channel says; nil is the empty hint of a plain slot.
    package func reading(ofMessage payload: [UInt8], at now: WallTime) -> SlotReading? {
        format == .plain ? nil : SlotReading(message: payload, now: now)
    }
}
