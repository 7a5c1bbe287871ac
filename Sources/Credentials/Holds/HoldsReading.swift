/// What a write of an entry came to.
package enum HoldsWrite: Equatable, Sendable {
    case wrote
    /// A later incarnation under the same name stands there: nothing was written.
    case superseded(by: UInt32)
}

/// One field of the hash: whose it is, and what it says or why it says nothing.
package struct HoldsRow: Equatable, Sendable {
    /// The field's name as it stands there: foreign hands may have written any bytes.
    package let field: [UInt8]
    package let content: Result<HoldsEntry, HoldsFlaw>

    /// - Parameter now: Redis' clock, which judges whether a version is too far ahead.
    package init(field: [UInt8], text: [UInt8], now: WallTime) {
        self.field = field
        content = Result { () throws(HoldsFlaw) in
            guard ReplicaName(bytes: field) != nil else { throw .badName }
            let entry = try HoldsEntry(text: text)
            guard !entry.claim.holding.isTooFarAhead(of: now) else { throw .poisoned }
            return entry
        }
    }

    /// The entry, if it is one.
    package var entry: HoldsEntry? {
        if case .success(let entry) = content { entry } else { nil }
    }

    /// For a terminal: what is not visible is written as `\xNN`.
    package var shownName: String {
        field.map { byte in
            guard ReplicaName.isVisible(byte), byte != UInt8(ascii: "\\") else {
                return "\\x" + String(String(0x100 + Int(byte), radix: 16).suffix(2))
            }
            return String(UnicodeScalar(byte))
        }.joined()
    }
}

extension Holding {
    fileprivate func isTooFarAhead(of now: WallTime) -> Bool {
        if case .fenced(let version?) = admin, version.epoch.isTooFarAhead(of: now) { return true }
        return keys?.isTooFarAhead(of: now) ?? false
    }
}

/// The whole hash, and Redis' clock just after it was read: no sound entry is later than that.
package struct HoldsReading: Equatable, Sendable {
    package let now: WallTime
    /// In the order of the names' bytes.
    package let rows: [HoldsRow]

    package init(now: WallTime, fields: [(name: [UInt8], text: [UInt8])]) {
        self.now = now
        rows = fields.map { HoldsRow(field: $0.name, text: $0.text, now: now) }
            .sorted { $0.field.lexicographicallyPrecedes($1.field) }
    }

    /// The highest epoch of the admin key that a replica says it holds: what the next change must be above.
    package var adminFloor: Epoch {
        rows.compactMap { row in
            if case .fenced(let version?)? = row.entry?.claim.holding.admin { version.epoch } else { nil }
        }.max() ?? .zero
    }

    /// The same for the managed keys' revision.
    package var keysFloor: Epoch { rows.compactMap { $0.entry?.claim.holding.keys }.max() ?? .zero }
}
