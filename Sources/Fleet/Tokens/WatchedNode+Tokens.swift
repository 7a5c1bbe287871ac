import RedisLink

extension WatchedNode {
    /// Removes every key that begins so; true when none is left.
    func removeKeys(below prefix: String) async -> Bool {
        for _ in 0..<Self.mostRounds {
            guard let found = await keys(below: prefix) else { return false }
            guard !found.isEmpty else { return true }
            for start in stride(from: 0, to: found.count, by: Self.page) {
                let page = Array(found[start..<min(start + Self.page, found.count)])
                _ = try? await faults.call(RedisCommand("DEL", page))  // judged by the look that follows
            }
        }
        return false
    }

    /// Somebody who still writes is given up after so many looks.
    private static let mostRounds = 4
    private static let page = 500

    /// Nil when Redis cannot be asked.
    private func keys(below prefix: String) async -> [[UInt8]]? {
        let pattern = RedisPattern.literal(prefix) + "*"
        var found: Set<[UInt8]> = []
        var cursor = "0"
        repeat {
            let scan = RedisCommand("SCAN", cursor, "MATCH", pattern, "COUNT", String(Self.page))
            guard case .array(let parts)? = try? await faults.call(scan), parts.count == 2,  // nil: not answered
                case .string(let next) = parts[0], case .array(let names) = parts[1]
            else { return nil }
            for case .string(let name) in names { found.insert(name) }
            cursor = String(decoding: next, as: UTF8.self)
        } while cursor != "0"
        return Array(found)
    }
}
