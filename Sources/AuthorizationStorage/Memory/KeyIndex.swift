/// Which rows belong to what: empty entries are removed, so that nothing stays behind.
struct KeyIndex {
    private var members: [ByteKey: Set<ByteKey>] = [:]

    var count: Int { members.count }
    /// Of all entries together.
    var memberCount: Int { members.values.reduce(0) { $0 + $1.count } }

    subscript(owner: ByteKey) -> Set<ByteKey> { members[owner] ?? [] }

    mutating func add(_ key: ByteKey, to owner: ByteKey) { members[owner, default: []].insert(key) }

    mutating func remove(_ key: ByteKey, from owner: ByteKey) {
        members[owner]?.remove(key)
        if members[owner]?.isEmpty == true { members[owner] = nil }
    }

    mutating func remove(_ owner: ByteKey) { members[owner] = nil }
}
