import Credentials

/// A read under way.
struct ReadInProgress: Equatable, Sendable {
    let query: ManagedKeyQuery
    /// Something happened that this answer may not show: read once more when it has come.
    var mustRepeat = false
    /// The link was lost meanwhile: the answer is about a server that may be another now.
    var isVoid = false
    /// Keys that died meanwhile, as far as is known here: in this answer they may still live.
    var died: Set<ManagedKeyID> = []
}

/// A walk through the whole store, page by page in the order of the revisions: the first load, or a new look after the
/// store's history turned out to be another.
///
/// A key that changes meanwhile moves to the end of that order and is met again; so is one that is created. What is
/// known here and was not met at the end, the store has lost.
struct StoreWalk: Equatable, Sendable {
    /// Marks in the table what this walk has seen.
    let mark: UInt32
    /// The change that was not in the store's history, if that is why it began.
    var unheld: ManagedKeyWitness?
    /// Where the next page begins, and whose change that was.
    var next = Epoch.zero
    var nextID: ManagedKeyID?
}

/// What the last walk left as it is, though all was read: no news when it is met again.
///
/// It says nothing of other changes: another one that got the same revision after a loss is told apart by its id.
struct SettledHistory: Equatable, Sendable {
    /// The own revision, and what the store said that its own was. When these differ, the number in the store is damaged.
    let own: Epoch
    let stands: Epoch
    /// The change for which the walk began, when it was the last one to be met in the index: then the history is damaged.
    let unheld: ManagedKeyWitness?
}

/// Deactivations that the store has lost, to be put back one at a time.
struct OwedDeactivations: Equatable, Sendable {
    private var ids: [ManagedKeyID] = []
    /// With the revision that was held when the loss was seen: only what is newer settles it.
    private var held: [ManagedKeyID: Epoch] = [:]
    private(set) var inFlight: ManagedKeyID?
    /// Not before then; nil when nothing waits.
    private(set) var due: SteadyTime?

    /// Those that wait, and the one under way.
    var count: Int { ids.count + (inFlight == nil ? 0 : 1) }

    mutating func add(_ id: ManagedKeyID, held revision: Epoch, due time: SteadyTime) {
        guard id != inFlight, held[id] == nil else { return }
        held[id] = revision
        ids.append(id)
        if due == nil, inFlight == nil { due = time }
    }

    /// The store says that the key is dead; if it says so by a change from after the loss, somebody else was faster.
    mutating func heard(_ id: ManagedKeyID, deadAt revision: Epoch) {
        guard let before = held[id], before < revision else { return }
        held[id] = nil
        ids.removeAll { $0 == id }
        if ids.isEmpty { due = nil }
    }

    mutating func begin(at now: SteadyTime) -> ManagedKeyID? {
        guard inFlight == nil, let due, due <= now, let id = ids.popLast() else { return nil }
        held[id] = nil
        inFlight = id
        self.due = nil
        return id
    }

    /// The one under way has been done; the next may follow then.
    mutating func end(next time: SteadyTime) {
        inFlight = nil
        due = ids.isEmpty ? nil : time
    }

    /// The one under way is still to be done, after the others.
    mutating func postpone(held revision: Epoch, until time: SteadyTime) {
        guard let id = inFlight else { return }
        inFlight = nil
        held[id] = revision
        ids.insert(id, at: 0)
        due = time
    }
}
