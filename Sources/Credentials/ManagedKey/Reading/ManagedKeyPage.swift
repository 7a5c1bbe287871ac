/// What a reader asks a store for: the changes after a revision, in their order, a page at a time.
///
/// The first load is the same question from zero on: a key that changes meanwhile moves to the end and is met again.
package struct ManagedKeyQuery: Hashable, Sendable {
    package let after: Epoch
    /// A change that the reader has applied; the answer says whether it is still in the store's history.
    package let witness: ManagedKeyWitness?
    package let limit: Int

    package init(after: Epoch, witness: ManagedKeyWitness? = nil, limit: Int = ManagedKeyPage.largest) {
        self.after = after
        self.witness = witness
        self.limit = min(max(1, limit), ManagedKeyPage.largest)
    }
}

/// One change, by number and id: after a failover another may have the same number.
package struct ManagedKeyWitness: Hashable, Sendable, CustomStringConvertible {
    package let revision: Epoch
    package let id: ManagedKeyID
    package init(revision: Epoch, id: ManagedKeyID) {
        self.revision = revision
        self.id = id
    }
    /// As the store's history holds it.
    package var description: String { "\(revision) \(id)" }
}

/// Some changes, as a store answered.
package struct ManagedKeyPage: Equatable, Sendable {
    /// The most rows of a page: parsing them is what one turn of a loop may take.
    package static let largest = 500

    /// The store's revision, read before the rows; zero for none, or one that cannot be read.
    package let revision: Epoch
    package let rows: [ManagedKeyRecord]
    package let skipped: [Skipped]
    /// The last change that the page covers; read on after it. The query's own when the page is empty.
    package let last: Epoch
    /// Who changed then, if that can be read.
    package let lastID: ManagedKeyID?
    package let hasMore: Bool
    /// Rows in the whole store.
    package let total: Int
    /// False when the query's witness is not in the store's history; true when it named none.
    package let holdsWitness: Bool

    package init(
        revision: Epoch, rows: [ManagedKeyRecord], skipped: [Skipped], last: Epoch, lastID: ManagedKeyID?,
        hasMore: Bool, total: Int, holdsWitness: Bool
    ) {
        self.revision = revision
        self.rows = rows
        self.skipped = skipped
        self.last = last
        self.lastID = lastID
        self.hasMore = hasMore
        self.total = total
        self.holdsWitness = holdsWitness
    }

    /// A row that is no record, and whose it is, if that can be read.
    package struct Skipped: Hashable, Sendable {
        package let id: ManagedKeyID?
        package let flaw: ManagedKeyRowFlaw
        package init(id: ManagedKeyID?, flaw: ManagedKeyRowFlaw) {
            self.id = id
            self.flaw = flaw
        }
    }
}

extension Epoch {
    /// True when it is more than 24 h ahead of `now`: nobody adopts it, and a writer may pass below it.
    package func isTooFarAhead(of now: WallTime) -> Bool {
        number > UInt64(max(0, now.milliseconds)) + 24 * 3_600_000
    }
}
