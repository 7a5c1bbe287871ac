import RedisLink

/// Looking at everything.
extension RedisAuthorizationStore {
    /// Walks through all keys of the prefix and says what does not fit together. For tests and for operators: it reads
    /// everything, page by page, and needs the right to SCAN and PEXPIRETIME. What changes meanwhile may be counted.
    public func audit() async throws(StorageError) -> StoreAudit {
        let all = Array(try await allKeys())
        var audited: [AuditedKey] = []
        for start in stride(from: 0, to: all.count, by: Self.page) {
            audited += try await examine(Array(all[start..<min(start + Self.page, all.count)]))
        }
        return StoreAudit(of: audited, prefix: keys.prefix.text, codec)
    }

    /// Keys that are asked about in one go.
    private static let page = 500

    /// Every key once, though SCAN may say one twice.
    private func allKeys() async throws(StorageError) -> Set<[UInt8]> {
        let pattern = RedisPattern.literal(keys.prefix.text) + "*"
        var found: Set<[UInt8]> = []
        var cursor = "0"
        repeat {
            let scan = RedisCommand("SCAN", cursor, "MATCH", pattern, "COUNT", String(Self.page))
            guard case .array(let parts) = try await ask(scan, in: .audit), parts.count == 2,
                case .string(let next) = parts[0]
            else { throw StorageError(.malformed, in: .audit) }
            found.formUnion(Self.texts(parts[1]))
            cursor = String(decoding: next, as: UTF8.self)
        } while cursor != "0"
        return found
    }

    /// Without those that are gone meanwhile.
    private func examine(_ page: [[UInt8]]) async throws(StorageError) -> [AuditedKey] {
        let questions = page.flatMap { [RedisCommand("TYPE", [$0]), RedisCommand("PEXPIRETIME", [$0])] }
        let facts = try await ask(questions, in: .audit)
        var found: [(key: [UInt8], type: String, end: Int64)] = []
        for (place, key) in page.enumerated() {
            guard case .status(let type) = facts[2 * place], case .integer(let end) = facts[2 * place + 1], end != -2
            else { continue }
            found.append((key, type, end))
        }
        let values = try await ask(found.map { Self.question(of: $0.key, type: $0.type) }, in: .audit)
        return zip(found, values).map { entry, value in
            let name = String(decoding: entry.key.dropFirst(keys.prefix.text.utf8.count), as: UTF8.self)
            return AuditedKey(name: name, type: entry.type, end: entry.end, value: value)
        }
    }

    /// What a key holds; of a type that we have no use for, nothing.
    private static func question(of key: [UInt8], type: String) -> RedisCommand {
        switch type {
        case "string": RedisCommand("GET", [key])
        case "set": RedisCommand("SMEMBERS", [key])
        default: RedisCommand("TYPE", [key])
        }
    }
}
