import CPosix
import Credentials
import History
import RedisLink
import ReplicaProcess
import Scenario
import Stores

/// One Redis server of the run as the coordinator sees it: the process, where it is ours, and a connection of its own
/// with the faults user, past every proxy, that samples the slot and injects faults.
final class WatchedNode {
    let id: NodeID
    /// Nil when the user named it: then nothing may be done to it but commands.
    let server: EmbeddedServer?
    let faults: RedisLink
    /// The slot over the faults connection: sampling must not wait behind a rotation, nor delay one.
    let watched: any AdminKeySlotStore
    let damager: any SlotDamager

    init(
        id: NodeID, server: EmbeddedServer?, port: RedisPort, database: Int, names: RunNames, access: RedisAccess,
        format: FleetPlan.Slot, loop: EventLoop, changes: ChangeSignal
    ) {
        self.id = id
        self.server = server
        var options = RedisLinkOptions(clientName: "\(names.clients):faults")
        options.database = database
        options.backoffLimit = .milliseconds(100)
        options.requiresMaster = false
        options.commandDeadline = FaultsLink.deadline
        faults = RedisLink(on: loop, to: port.endpoint(), as: access, options: options) { _ in changes.fire() }
        let slot = SlotName(names.slot)
        watched = format.store(over: faults, slot: slot, client: "faults")
        damager = RedisSlotDamager(sender: faults, name: slot, format: format == .fenced ? .fenced : .plain)
    }

    var isUp: Bool { faults.state.isReady }

    /// Tells the server to end, with or without a snapshot; the answer never comes when it obeys.
    func shutDown(saving: Bool) {
        faults.send(RedisCommand("SHUTDOWN", saving ? "SAVE" : "NOSAVE"), deadline: nil) { _ in }
    }

    /// Asks for the role; nil without an answer: it is down, frozen, or ROLE is not permitted.
    func askRole(_ done: @escaping (RedisRole?) -> Void) {
        faults.send(RedisCommand("ROLE"), deadline: nil) { answer in
            guard case .success(.array(let parts)) = answer, case .string(let word)? = parts.first else {
                return done(nil)
            }
            done(RedisRole(rawValue: String(decoding: word, as: UTF8.self)))
        }
    }

    /// What INFO says under this name; nil without an answer or such a line.
    func info(_ section: String, _ field: String) async -> String? {
        guard case .string(let bytes)? = try? await faults.call(RedisCommand("INFO", section)) else {
            return nil  // an external Redis need not permit INFO
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("\(field):") }
            .map { String($0.dropFirst(field.count + 1)) }
    }

    /// Removes every key of a run; true when none is left.
    func removeKeys(of names: RunNames, and more: [[UInt8]]) async -> Bool {
        let slot = SlotName(names.slot)
        let others = ManagedKeyNames(namespace: names.prefix).all + [HoldsName(namespace: names.prefix).text]
        let keys = ([slot.text, slot.log] + others).map { Array($0.utf8) } + more
        _ = try? await faults.call(RedisCommand("DEL", keys))  // judged by the look that follows
        guard case .integer(let left)? = try? await faults.call(RedisCommand("EXISTS", keys)) else { return false }
        return left == 0
    }

    /// By how many the two indexes of the managed keys and their records differ; nil without an answer.
    func strayIndexMembers(_ names: RunNames) async -> UInt32? {
        let keys = ManagedKeyNames(namespace: names.prefix)
        let records = await count(RedisCommand("HLEN", keys.records))
        let hashes = await count(RedisCommand("HLEN", keys.hashes))
        let changes = await count(RedisCommand("ZCARD", keys.changes))
        guard let records, let hashes, let changes else { return nil }
        return UInt32(clamping: abs(hashes - records) + abs(changes - records))
    }

    private func count(_ command: RedisCommand) async -> Int64? {
        guard case .integer(let count)? = try? await faults.call(command) else {
            return nil  // down, or not permitted: not judged
        }
        return count
    }

    /// Deletes the slot, or harms it in the given way, behind every script's back.
    func damage(_ corruption: SlotCorruption?) async -> Outcome {
        let result = await withCheckedContinuation { continuation in
            guard let harm = corruption.map(SlotHarm.init) else {
                return damager.delete { continuation.resume(returning: $0) }
            }
            damager.corrupt(harm) { continuation.resume(returning: $0) }
        }
        return Outcome(ofDamage: result)
    }

    /// Waits until the slot can be read again; true when it then holds no good value.
    func isSeenDamaged(atMost limit: UInt64, on loop: EventLoop) async -> Bool {
        let end = loop.now + limit
        while loop.now < end {
            let result = await withCheckedContinuation { continuation in
                watched.sample { continuation.resume(returning: $0) }
            }
            if case .success(let sample) = result { return sample.content != .good }
            await loop.sleep(nanoseconds: Self.lookAgain)
        }
        return false
    }

    private static let lookAgain: UInt64 = 10_000_000
}

extension Outcome {
    /// Of a script that says whether there was something to harm. A lost answer is no failure: the harm may be done.
    init(ofDamage result: Result<Bool, SlotStoreError>) {
        switch result {
        case .success(let isDone): self = isDone ? .ok : .failed
        case .failure(let error): self = error.outcome == .unknown ? .unknown : .failed
        }
    }
}

extension FleetPlan.Slot {
    /// The store of this kind of slot, as one client of it.
    func store(over link: any RedisSender, slot: SlotName, client: String) -> any AdminKeySlotStore {
        let clock = { WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset()) }
        switch self {
        case .fenced: return RedisFencedSlotStore(sender: link, name: slot, client: client, clock: clock)
        case .plain: return RedisPlainSlotStore(sender: link, name: slot, client: client, clock: clock)
        }
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
