/// Why a row is no record. It is skipped and counted; the others are read.
package enum ManagedKeyRowFlaw: String, Error, CaseIterable, Sendable {
    /// The index names an id that has no row.
    case missing
    /// It is not what a store of ours writes.
    case damaged
    /// A record of another version of the form.
    case otherVersion
    /// Its id is not the one under which it stands.
    case foreignID
    /// A revision more than 24 h ahead of the reader's clock.
    case poisoned
}

extension ManagedKeyRecord {
    /// Reads a row, in the one form in which it is written: so what a reader and a script take for sound cannot differ.
    package init(row: [UInt8]) throws(ManagedKeyRowFlaw) {
        let result = row.withUnsafeBufferPointer { bytes in
            Result { () throws(ManagedKeyRowFlaw) in
                var scanner = RowScanner(bytes)
                return try Self.read(&scanner)
            }
        }
        self = try result.get()
    }

    private static func read(_ row: inout RowScanner) throws(ManagedKeyRowFlaw) -> ManagedKeyRecord {
        guard row.skip(#"{"v":"#), let version = row.number() else { throw .damaged }
        guard version == rowVersion else { throw .otherVersion }
        guard row.skip(#","id":""#),
            let id = row.quoted(count: ManagedKeyID.textCount).flatMap({ ManagedKeyID(text: $0) }),
            row.skip(#","secret_hash":""#),
            let hash = row.quoted(count: ManagedKeyHash.hexCount).flatMap({ ManagedKeyHash(hex: $0) }),
            row.skip(#","redacted_value":""#), let redacted = row.text(), !redacted.isEmpty,
            row.skip(#","name":""#), let name = row.text(), isTrimmed(name)
        else { throw .damaged }
        var about: String?
        if row.skip(#","description":""#) {
            guard let text = row.text(), isTrimmed(text) else { throw .damaged }
            about = text
        }
        var path: UserPath?
        if row.skip(#","user_path":""#) {
            guard let text = row.text(), let canonical = UserPath(canonical: text) else { throw .damaged }
            path = canonical
        }
        let times = try readTimes(&row)
        return ManagedKeyRecord(
            id: id, name: name, description: about, userPath: path, redactedValue: redacted, hash: hash,
            expiresAt: times.expires, deactivatedAt: times.deactivated, createdAt: times.created,
            updatedAt: times.updated, revision: times.revision)
    }

    private struct Times {
        var expires: WallTime?
        let created: WallTime
        let deactivated: WallTime?
        let updated: WallTime
        let revision: Epoch
    }

    private static func readTimes(_ row: inout RowScanner) throws(ManagedKeyRowFlaw) -> Times {
        var expires: WallTime?
        if row.skip(#","expires_at":"#) {
            expires = row.time()
            if expires == nil { throw .damaged }
        }
        guard row.skip(#","created_at":"#), let created = row.time(), row.skip(#","enabled":"#) else { throw .damaged }
        var deactivated: WallTime?
        if row.skip(#"false,"deactivated_at":"#) {
            deactivated = row.time()
            if deactivated == nil { throw .damaged }
        } else if !row.skip("true") {
            throw .damaged
        }
        guard row.skip(#","updated_at":"#), let updated = row.time(), row.skip(#","revision":"#),
            let revision = row.number().flatMap({ Epoch($0) }), row.skip("}"), row.isAtEnd
        else { throw .damaged }
        return Times(
            expires: expires, created: created, deactivated: deactivated, updated: updated, revision: revision)
    }

    private static func isTrimmed(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return !first.isWhitespace && !last.isWhitespace
    }
}
