/// Judging what was found.
extension StoreAudit {
    init(of keys: [AuditedKey], prefix: String, _ codec: RecordCodec) {
        let rows = Dictionary(keys.map { (ByteKey($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        self.keys = keys.count
        for key in keys { judge(key, rows, prefix, codec) }
    }

    private mutating func judge(
        _ key: AuditedKey, _ rows: [ByteKey: AuditedKey], _ prefix: String, _ codec: RecordCodec
    ) {
        if case .unknown = key.kind { unknown += 1 }
        if key.type != (key.isIndex ? "set" : "string") { unknown += 1 }
        if key.mustEnd, key.end == -1 { endless += 1 }
        if key.isIndex { judgeIndex(key, rows, prefix) } else { judgeRow(key, rows, prefix, codec) }
    }

    private mutating func judgeIndex(_ index: AuditedKey, _ rows: [ByteKey: AuditedKey], _ prefix: String) {
        let members = index.members.map { rows[ByteKey(Self.row(named: $0, in: index, prefix))] }
        orphanMembers += members.count { $0 == nil }
        let ends = members.compactMap { $0?.end }
        let isEndless = ends.contains(-1)
        if index.end == -1, !isEndless { endless += 1 }
        let isShort = index.end != -1 && (isEndless || ends.contains { $0 > index.end + Self.toleranceMilliseconds })
        if isShort { shortIndexes += 1 }
    }

    /// A row and its index get their ends one after the other.
    private static let toleranceMilliseconds: Int64 = 5

    private static func row(named member: String, in index: AuditedKey, _ prefix: String) -> String {
        if case .family(let kind) = index.kind { return "\(kind.rows)\(member)" }
        return member.utf8.starts(with: prefix.utf8)
            ? String(decoding: member.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : member
    }

    private mutating func judgeRow(
        _ row: AuditedKey, _ rows: [ByteKey: AuditedKey], _ prefix: String, _ codec: RecordCodec
    ) {
        let isNamed = Self.indexes(of: row, codec).allSatisfy { place in
            let member = ByteKey(place.byKey ? prefix + row.name : row.rest)
            return rows[ByteKey(place.index)]?.members.contains { ByteKey($0) == member } ?? false
        }
        if !isNamed { unindexed += 1 }
    }

    private struct Place {
        let index: String
        /// The whole key is the member; else what the caller chose of it.
        var byKey = true
    }

    /// Which indexes must name a row.
    private static func indexes(of row: AuditedKey, _ codec: RecordCodec) -> [Place] {
        guard case .string(let bytes) = row.value else { return [] }
        switch row.kind {
        case .token(let kind):
            let record = codec.record(SessionRecord.self, from: bytes)
            return record.map { [Place(index: "\(kind.index)\($0.session.requestID)", byKey: false)] } ?? []
        case .upstream:
            let user = codec.record(UpstreamTokensRecord.self, from: bytes)?.tokens.userID ?? ""
            let session = Place(index: "upstream:idx:\(session(inKey: row.rest))")
            return user.isEmpty ? [session] : [session, Place(index: "user:upstream:\(user)")]
        case .identity:
            let user = codec.record(ProviderIdentityRecord.self, from: bytes)?.identity.userID
            return user.map { [Place(index: "user:providers:\($0)")] } ?? []
        default: return []
        }
    }

    /// Of `4:sess:provider`.
    private static func session(inKey rest: String) -> String {
        guard let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), let count = Int(rest[..<colon]) else {
            return ""
        }
        return String(decoding: rest.utf8.suffix(from: colon).dropFirst().prefix(count), as: UTF8.self)
    }
}
