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
        for name in connectionNames(inList: bytes) {
            if let life = names.life(ofClient: name[...]) { found[life, default: 0] += 1 }
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

/// The names in an answer to CLIENT LIST; over bytes, because the list of a large fleet is most of a megabyte.
func connectionNames(inList bytes: [UInt8]) -> [String] {
    let label = Array(" name=".utf8)
    var names: [String] = []
    var index = 0
    while index + label.count < bytes.count {
        guard bytes[index] == label[0], bytes[index..<index + label.count].elementsEqual(label) else {
            index += 1
            continue
        }
        let start = index + label.count
        let end = bytes[start...].firstIndex { $0 == 0x20 || $0 == 0x0A } ?? bytes.count
        if end > start { names.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
        index = end
    }
    return names
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
