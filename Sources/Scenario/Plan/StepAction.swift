/// What one step does. Each case's payload and parsing stand in a file of their own under Steps/.
package indirect enum StepAction: Equatable, Sendable {
    case rotateAdminKey(RotateAdminKey)
    case endGrace
    case revokeAdminKey
    case killReplica(EndReplica)
    case stopReplica(EndReplica)
    case freezeReplica(FreezeReplica)
    case addReplicas(count: Int)
    case stopRedis(StopRedis)
    case startRedis(node: RedisNode)
    case killRedis(KillRedis)
    case freezeRedis(FreezeRedis)
    case deleteSlot
    case corruptSlot(SlotCorruption)
    case skewClock(SkewClock)
    case together([StepAction])
    case awaitConverged(AwaitConverged)
}

package enum Pick: Equatable, Sendable {
    case count(Int)
    case percent(Int)
    case replicas([Int])
}

package enum RedisNode: Equatable, Sendable {
    case primary
    case replica
    case named(String)
}

package struct RotateAdminKey: Equatable, Sendable {
    package enum Target: String, Sendable, CaseIterable { case fresh, previous }
    package var grace: UInt64 = 0
    package var target: Target = .fresh
    package var confirm: Int = 0
}

/// kill-replica and stop-replica.
package struct EndReplica: Equatable, Sendable {
    package enum RestartKey: String, Sendable, CaseIterable { case first, current }
    package var pick: Pick
    package var restartAfter: UInt64?
    package var adminKey: RestartKey = .first
}

package struct FreezeReplica: Equatable, Sendable {
    package var pick: Pick
    package var duration: UInt64
}

package struct StopRedis: Equatable, Sendable {
    package enum Data: String, Sendable, CaseIterable { case keep, lose }
    package var node: RedisNode
    package var data: Data = .keep
}

package struct KillRedis: Equatable, Sendable {
    package var node: RedisNode
    package var restartAfter: UInt64?
}

package struct FreezeRedis: Equatable, Sendable {
    package var node: RedisNode
    package var duration: UInt64
}

package enum SlotCorruption: String, Equatable, Sendable, CaseIterable {
    case empty, blank, padded
    case wrongType = "wrong-type"
    case huge
    case poisonedEpoch = "poisoned-epoch"
}

package struct SkewClock: Equatable, Sendable {
    package var pick: Pick
    /// Nanoseconds, may be negative.
    package var by: Int64
    /// Parts per million, added while time passes.
    package var drift: Double
}

package struct AwaitConverged: Equatable, Sendable {
    package var kind: String
    package var within: UInt64
}
