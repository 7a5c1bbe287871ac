import History
import RedisLink
import Scenario
import Stores

extension SlotOperators {
    /// Connections by the life that named them, as Redis lists them; nil when Redis cannot be asked.
    func connections(_ names: RunNames) async -> [Life: UInt32]? {
        guard case .string(let bytes)? = try? await faults.call(RedisCommand("CLIENT", "LIST")) else {
            return nil  // down, or not permitted: not judged
        }
        var found: [Life: UInt32] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let name = line.split(separator: " ").first { $0.hasPrefix("name=") }?.dropFirst(5)
            if let life = name.flatMap(names.life) { found[life, default: 0] += 1 }
        }
        return found
    }

    /// Tells the server to end, with or without a snapshot; the answer never comes when it obeys.
    func shutDown(saving: Bool) {
        faults.send(RedisCommand("SHUTDOWN", saving ? "SAVE" : "NOSAVE"), deadline: nil) { _ in }
    }

    /// Deletes the slot, or harms it in the given way, behind every script's back.
    func damage(_ corruption: SlotCorruption?) async -> Bool {
        let result = await withCheckedContinuation { continuation in
            guard let harm = corruption.map(SlotHarm.init) else {
                return damager.delete { continuation.resume(returning: $0) }
            }
            damager.corrupt(harm) { continuation.resume(returning: $0) }
        }
        return (try? result.get()) ?? false  // the step fails, and says so
    }

    /// What INFO says the server is.
    func version() async -> String {
        guard case .string(let bytes)? = try? await faults.call(RedisCommand("INFO", "server")) else {
            return "unknown"  // an external Redis need not permit INFO
        }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").first {
            $0.hasPrefix("redis_version:")
        }
        return line.map { String($0.dropFirst("redis_version:".count)) } ?? "unknown"
    }

    /// Removes every key of this run; true when none is left.
    func removeKeys() async -> Bool {
        let keys = [slot.text, slot.log]
        _ = try? await faults.call(RedisCommand("DEL", keys.map { Array($0.utf8) }))  // judged by the look that follows
        guard case .integer(let left)? = try? await faults.call(RedisCommand("EXISTS", keys.map { Array($0.utf8) }))
        else { return false }
        return left == 0
    }
}

extension SlotHarm {
    init(_ corruption: SlotCorruption) {
        switch corruption {
        case .empty: self = .empty
        case .blank: self = .blank
        case .padded: self = .padded
        case .wrongType: self = .wrongType
        case .huge: self = .huge
        case .poisonedEpoch: self = .poisonedEpoch
        }
    }
}
