import CPosix
import Credentials
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Stores

/// A rotation that a measurement waits for.
package struct StagedChange: Sendable {
    /// `CLOCK_MONOTONIC`, just before the script was sent.
    package let invoked: UInt64
    let version: VersionStamp
}

/// A key that every replica has been told of.
package struct StagedKey {
    let token: KnownToken
}

extension FleetStage {
    /// Draws a key and tells it to every replica, as a run does before each rotation.
    package func announceKey() async -> StagedKey {
        var source = SystemRandomNumberGenerator()
        let token = run.register.name(.generatedAdminKey(using: &source), .fresh, in: run.recorder)
        await run.fleet.know([token])
        return StagedKey(token: token)
    }

    /// Puts the key into the slot; nil when that was refused.
    package func rotate(to key: StagedKey) async -> StagedChange? {
        let order = SlotOrder(kind: .rotate, token: key.token, step: 0)
        let request = run.operator(order.by).rotation(to: key.token.secret)
        let invoked = kq_now()
        let outcome = await run.operate(order) { store, done in store.rotate(request, done) }
        guard outcome == .ok else { return nil }
        return StagedChange(invoked: invoked, version: run.newest.version)
    }

    /// How many of them hold the change.
    package func reached(_ change: StagedChange, of replicas: StagedReplicas) -> Int {
        replicas.members.count { run.history.status(of: $0.id).version >= change.version }
    }

    /// From the invocation to each replica's `applied`, nanoseconds; those that have none are missing.
    package func delays(of change: StagedChange, in replicas: StagedReplicas) -> [UInt64] {
        replicas.members.compactMap { member in
            run.history.region(of: .replica(member.id)).flatMap { Self.applied(change, in: $0) }
        }
    }

    private static func applied(_ change: StagedChange, in region: Region) -> UInt64? {
        var earliest: UInt64?
        for record in region.records.reversed() {
            guard record.time >= change.invoked else { break }
            guard case .applied(let version, _, _, _) = record.event, version >= change.version else { continue }
            earliest = record.time
        }
        return earliest.map { $0 - change.invoked }
    }

    /// Sends a message; the time just before it was sent.
    package func publish(_ payload: [UInt8], to channel: String) async -> UInt64 {
        let sent = kq_now()
        _ = try? await run.operators[0].link.call(RedisCommand("PUBLISH", [Array(channel.utf8), payload]))
        return sent  // who did not get it is seen by its missing time stamp
    }

    /// A channel beside the slot's, for those who are measured with the fleet.
    package var floorChannel: String { run.names.prefix + ":floor" }
    package var slotKey: String { run.names.slot }

    /// The bytes of one announcement of a change, as long as those that replicas get.
    package func announcementSize() async -> Int? {
        let reading = await withCheckedContinuation { continuation in
            run.operators[0].store.read { continuation.resume(returning: $0) }
        }
        guard case .success(.fenced(let slot)) = reading else { return nil }
        return slot.message.count
    }

    /// How the replicas' user gets in.
    package var redisPort: UInt16 { run.redis.first.server?.port ?? 0 }
    package var redisUser: String { run.redis.users.replica.name }
    package var redisPassword: Secret { run.redis.users.replica.password }
    /// How somebody gets in who may do everything.
    package var redisOwner: String { run.redis.users.faults.name }
    package var redisOwnerPassword: Secret { run.redis.users.faults.password }
}
