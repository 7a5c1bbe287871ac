import RedisLink

/// Looking at everything.
extension RedisAuthorizationStore {
    /// Walks through all keys of the prefix and says what does not fit together. For tests and for operators: it reads
    /// everything, page by page, and needs the right to SCAN. What changes meanwhile may be counted.
    public func audit() async throws(StorageError) -> StoreAudit {
        var audited: [AuditedKey] = []
        for key in try await allKeys() {
            if let found = try await examine(key) { audited.append(found) }
        }
        return StoreAudit(of: audited, prefix: keys.prefix.text, codec)
    }

    /// Every key once, though SCAN may say one twice.
    private func allKeys() async throws(StorageError) -> Set<[UInt8]> {
        let pattern = keys.prefix.text.map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "*"
        var found: Set<[UInt8]> = []
        var cursor = "0"
        repeat {
            let scan = RedisCommand("SCAN", cursor, "MATCH", pattern, "COUNT", "500")
            guard case .array(let parts) = try await ask(scan, in: .audit), parts.count == 2,
                case .string(let next) = parts[0]
            else { throw StorageError(.malformed, in: .audit) }
            found.formUnion(Self.texts(parts[1]))
            cursor = String(decoding: next, as: UTF8.self)
        } while cursor != "0"
        return found
    }

    /// Nil for a key that is gone meanwhile.
    private func examine(_ key: [UInt8]) async throws(StorageError) -> AuditedKey? {
        let facts = try await ask([RedisCommand("TYPE", [key]), RedisCommand("PTTL", [key])], in: .audit)
        guard case .status(let type) = facts[0], case .integer(let left) = facts[1], left != -2 else { return nil }
        let value: RedisReply =
            switch type {
            case "string": try await ask(RedisCommand("GET", [key]), in: .audit)
            case "set": try await ask(RedisCommand("SMEMBERS", [key]), in: .audit)
            default: .null
            }
        let name = String(decoding: key.dropFirst(keys.prefix.text.utf8.count), as: UTF8.self)
        return AuditedKey(name: name, type: type, left: left, value: value)
    }
}
