import Credentials

/// What the driver has to do. When to wake again is not an effect: see `nextWake`.
package enum ManagedKeyEffect: Equatable, Sendable {
    /// Read this page; exactly one read is in flight at a time.
    case read(ManagedKeyQuery)
    /// Deactivate a key in the store again, whose deactivation it has lost; `first` is when that was.
    case deactivate(ManagedKeyID, first: WallTime?, floor: Epoch)
    /// A verdict may have changed: whoever holds a copy of the snapshot takes a new one.
    case swap
    /// The first load has ended, well or not: the replica may answer now.
    case ready
    /// For the history, with the time of the input.
    case note(ManagedKeyNote)
}

/// What the history may want to know. Nothing in it is secret.
package enum ManagedKeyNote: Equatable, Sendable {
    package enum Path: String, Sendable { case load, poll, push, local, writeBack }

    /// One key came, changed or died. A walk through the whole store does not name its keys.
    case changed(ManagedKeyID, isEnabled: Bool, revision: Epoch, path: Path)
    /// A walk through the whole store has ended.
    case loaded(revision: Epoch, keys: Int)
    /// A message's predecessor was not the revision held: what lies between is read.
    case gap(own: Epoch, announced: Epoch)
    /// The store's history is not the one that was read here: everything is read again.
    case diverged(own: Epoch, stands: Epoch)
    /// Keys that the store has lost are out of force.
    case lostCreates(Int)
    /// A deactivation that the store had lost stands there again.
    case wroteBack(ManagedKeyID, revision: Epoch)
    /// The first good read after trouble; `lastGood` is when the one before it ended.
    case recovered(lastGood: SteadyTime)
    /// Rows or messages that were not taken: told when their number changes.
    case skipped(Int)
    case staleChanged(isStale: Bool)
}
