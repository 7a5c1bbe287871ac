import Credentials

/// Tokens of one kind by signature, and by the request id of their family.
struct TokenTable {
    private var rows = ExpiringTable<SessionRecord>()
    private var families = KeyIndex()

    var count: Int { rows.count }
    var familyCount: Int { families.count }
    var memberCount: Int { families.memberCount }

    func record(_ signature: ByteKey, at now: WallTime) -> SessionRecord? { rows.value(of: signature, at: now) }
    func end(of signature: ByteKey, at now: WallTime) -> WallTime? { rows.end(of: signature, at: now) }

    mutating func set(_ signature: ByteKey, to record: SessionRecord, end: WallTime?, at now: WallTime) {
        remove(signature, at: now)
        rows.set(signature, to: record, end: end)
        families.add(signature, to: Self.family(of: record))
    }

    @discardableResult mutating func remove(_ signature: ByteKey, at now: WallTime) -> SessionRecord? {
        guard let taken = rows.take(signature, at: now) else { return nil }
        families.remove(signature, from: Self.family(of: taken.value))
        return taken.isAlive ? taken.value : nil
    }

    mutating func removeFamily(_ requestID: String, at now: WallTime) {
        let family = ByteKey(requestID)
        for signature in families[family] { rows.remove(signature, at: now) }
        families.remove(family)
    }

    mutating func sweep(at now: WallTime) {
        for (signature, record) in rows.sweep(at: now) {
            families.remove(signature, from: Self.family(of: record))
        }
    }

    private static func family(of record: SessionRecord) -> ByteKey { ByteKey(record.session.requestID) }
}
