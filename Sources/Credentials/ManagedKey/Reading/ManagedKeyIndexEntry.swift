/// One entry of the store's index of changes: an id, and the revision of its last change.
package struct ManagedKeyIndexEntry: Equatable, Sendable {
    package let name: [UInt8]
    /// Nil for a score that is no revision.
    package let revision: Epoch?

    package init(name: [UInt8], revision: Epoch?) {
        self.name = name
        self.revision = revision
    }
}

/// The part of the index that one page covers, before its rows are fetched.
package struct ManagedKeyIndexPage: Equatable, Sendable {
    package let entries: [ManagedKeyIndexEntry]
    package let hasMore: Bool

    /// - Parameter found: in the order of the index, at most `limit` of them.
    ///
    /// Entries that share the last revision of a full page are left to the next one, which begins after a revision: only
    /// foreign hands make such, but they must not hide a key.
    package init(_ found: [ManagedKeyIndexEntry], limit: Int) {
        hasMore = found.count >= limit
        let last = found.last?.revision
        let whole = hasMore ? found.prefix { $0.revision != last } : found[...]
        entries = Array(whole.isEmpty ? found[...] : whole)
    }
}

extension ManagedKeyPage {
    /// Makes a page of an index page and the rows of its entries, one each, nil where there is none.
    package init(
        _ index: ManagedKeyIndexPage, rows texts: [[UInt8]?], query: ManagedKeyQuery, revision: Epoch, total: Int,
        holdsWitness: Bool, now: WallTime
    ) {
        var rows: [ManagedKeyRecord] = []
        rows.reserveCapacity(texts.count)
        var skipped: [Skipped] = []
        for (entry, text) in zip(index.entries, texts) {
            do throws(ManagedKeyRowFlaw) {
                rows.append(try ManagedKeyRecord(row: text, of: entry, now: now))
            } catch {
                skipped.append(Skipped(id: ManagedKeyID(text: entry.name), flaw: error))
            }
        }
        let last = index.entries.last { $0.revision != nil }
        self.init(
            revision: revision.isTooFarAhead(of: now) ? .zero : revision, rows: rows, skipped: skipped,
            last: last?.revision ?? query.after, lastID: last.flatMap { ManagedKeyID(text: $0.name) },
            hasMore: index.hasMore, total: total, holdsWitness: holdsWitness)
    }
}

extension ManagedKeyRecord {
    fileprivate init(row text: [UInt8]?, of entry: ManagedKeyIndexEntry, now: WallTime) throws(ManagedKeyRowFlaw) {
        guard let text else { throw .missing }
        let record = try ManagedKeyRecord(row: text)
        guard ManagedKeyID(text: entry.name) == record.id else { throw .foreignID }
        guard let revision = entry.revision else { throw .damaged }
        guard !revision.isTooFarAhead(of: now), !record.revision.isTooFarAhead(of: now) else { throw .poisoned }
        self = record
    }
}
