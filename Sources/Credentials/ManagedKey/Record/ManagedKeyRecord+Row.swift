extension ManagedKeyRecord {
    /// The row that the store keeps, one JSON document in one form only.
    ///
    /// What a deactivation changes stands at the end, and holds no text that somebody chose: a script can change it
    /// there without re-encoding the rest.
    package var row: [UInt8] {
        var text = JSONText()
        Self.writeFront(of: self, to: &text)
        text.member("created_at", milliseconds: createdAt)
        text.member("enabled", isEnabled)
        if let deactivatedAt { text.member("deactivated_at", milliseconds: deactivatedAt) }
        text.member("updated_at", milliseconds: updatedAt)
        text.member("revision", number: revision.number)
        return text.closed
    }

    private static func writeFront(of record: ManagedKeyRecord, to text: inout JSONText) {
        text.member("v", number: rowVersion)
        text.member("id", record.id.description)
        text.member("secret_hash", hex: record.hash.hex)
        text.member("redacted_value", record.redactedValue)
        text.member("name", record.name)
        if let description = record.description { text.member("description", description) }
        if let path = record.userPath { text.member("user_path", path.text) }
        if let end = record.expiresAt { text.member("expires_at", milliseconds: end) }
    }

    /// The row's version; a reader skips every other.
    package static let rowVersion: UInt64 = 1
}

extension NewManagedKey {
    /// The beginning of the row that will be stored: what is known before the store gives it its times.
    package var rowFront: [UInt8] {
        let marker = Array(#","created_at":"#.utf8)
        let row = ManagedKeyRecord(self, createdAt: WallTime(milliseconds: 1), revision: .zero).row
        // The last one: a name may hold any text, but what follows it is ours.
        var end = row.count - marker.count
        while end > 0, !row[end...].starts(with: marker) { end -= 1 }
        return Array(row[..<end])
    }
}
