import Credentials
import Stores

/// A managed key that somebody wants, as he typed it.
package struct ManagedKeyWish: Equatable, Sendable {
    package var name: String
    package var about: String
    package var userPath: String
    package var expiry: Expiry

    /// - Throws: what can be said before Redis is asked; whether the expiry has passed, its clock will judge.
    package init(name: String, about: String = "", userPath: String = "", expiry: Expiry) throws(OperatorError) {
        self.name = name
        self.about = about
        self.userPath = userPath
        self.expiry = expiry
        let epoch = WallTime(milliseconds: 0)
        do throws(ManagedKeyFlaw) {
            _ = try ManagedKeyDraft(name: name, description: about, userPath: userPath, now: epoch)
            if case .at(let end) = expiry {
                _ = try ManagedKeyDraft(name: name, expiresAtMilliseconds: end, now: epoch)
            }
        } catch {
            throw OperatorError(.usage, .failed, "\(error)")
        }
    }

    /// - Parameter now: Redis' clock.
    package func draft(now: WallTime) throws(OperatorError) -> ManagedKeyDraft {
        do throws(ManagedKeyFlaw) {
            guard let end = expiry.milliseconds(from: now) else {
                return try ManagedKeyDraft(name: name, description: about, userPath: userPath, now: now)
            }
            return try ManagedKeyDraft(
                name: name, description: about, userPath: userPath, expiresAtMilliseconds: end, now: now)
        } catch {
            throw OperatorError(.refused, .failed, "\(error)")
        }
    }
}

extension OperatorSession {
    /// Creates a key; all attempts have the same id and the same hash, and so are one creation.
    package func create(_ new: NewManagedKey, floor: Epoch) async throws(OperatorError) -> ManagedKeyRecord {
        do {
            let change: ManagedKeyChange = try await persist { _, done in keys.create(new, floor: floor, done) }
            return change.record
        } catch {
            guard error.outcome == .unknown else { throw error }
            throw OperatorError(error.code, .unknown, "\(error); list the keys: there may be one with the id \(new.id)")
        }
    }

    /// Deactivates a key for ever; one that is deactivated already stays as it is.
    package func deactivate(_ id: ManagedKeyID, floor: Epoch) async throws(OperatorError) -> ManagedKeyChange {
        try await persist { _, done in keys.deactivate(id, first: nil, floor: floor, done) }
    }
}

/// Every managed key, as the store was at one revision.
package struct ManagedKeyListing: Equatable, Sendable {
    /// Newest first, then by name, then by id.
    package let records: [ManagedKeyRecord]
    package let revision: Epoch
    /// Rows that are no records, by why.
    package let skipped: [ManagedKeyRowFlaw: Int]
}

extension OperatorSession {
    /// A list that is not complete after so many pages belongs to a store that changes faster than it can be read.
    private static let mostPages = 10_000

    /// Reads every key, page by page in the order of their changes; what changes meanwhile is met again.
    ///
    /// A page that shows nothing more was read when the store stood exactly at the revision of the last one: so the list
    /// is of one revision, though it took many pages.
    package func listKeys() async throws(OperatorError) -> ManagedKeyListing {
        var records: [ManagedKeyID: ManagedKeyRecord] = [:]
        var skipped: [ManagedKeyRowFlaw: Int] = [:]
        var after = Epoch.zero
        for _ in 0..<Self.mostPages {
            let query = ManagedKeyQuery(after: after)
            let page: ManagedKeyPage = try await read { done in keys.changes(query, done) }
            for record in page.rows { Self.merge(record, into: &records) }
            for row in page.skipped { skipped[row.flaw, default: 0] += 1 }
            if page.last <= after {
                return ManagedKeyListing(
                    records: records.values.sorted(by: ManagedKeyRecord.comesBefore),
                    revision: max(after, page.revision), skipped: skipped)
            }
            after = page.last
        }
        throw OperatorError(.refused, .failed, "the keys change faster than they can be listed")
    }

    /// A row may be newer than the index that led to it; the later one counts, and a deactivation is never undone.
    private static func merge(_ record: ManagedKeyRecord, into records: inout [ManagedKeyID: ManagedKeyRecord]) {
        guard let known = records[record.id] else {
            records[record.id] = record
            return
        }
        if known.revision < record.revision, known.isEnabled || !record.isEnabled { records[record.id] = record }
    }
}
