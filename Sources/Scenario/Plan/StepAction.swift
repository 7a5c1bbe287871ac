/// What one step does. Each case's payload and parsing stand in a file of their own under Steps/.
package indirect enum StepAction: Equatable, Sendable {
    case rotateAdminKey(RotateAdminKey)
    case endGrace(EndGrace)
    case revokeAdminKey(RevokeAdminKey)
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
    case failover(Failover)
    case partition(Partition)
    case delayLink(DelayLink)
    case throttleLink(ThrottleLink)
    case killSentinel(KillSentinel)
    case clientKill(node: RedisNode)
    case clientPause(ClientPause)
    case rotateRedisPassword
    case fillMemory(FillMemory)
    case createKey(CreateKey)
    /// The same, where there was none before.
    case firstKey(CreateKey)
    case deactivateKey(DeactivateKey)
    case deactivateStorm(DeactivateStorm)
    case expireKeys(ExpiringKeys)
    case floodKeys(FloodKeys)
    case coldStart(ColdStart)
    case expireRegistrations(ExpireRegistrations)
    case deleteRegistration(DeleteRegistration)
    case useRegistrations(UseRegistrations)
    case authorizationServerFault(AuthorizationServerFault)
    case killLeaseHolder(KillLeaseHolder)
    case addEnvironment(AddEnvironment)
    case removeEnvironment(RemoveEnvironment)
    case rotateSDKKey(RotateEnvironmentKey)
    case rotateMobileKey(RotateEnvironmentKey)
    case setAdditionalKeys(SetAdditionalKeys)
    case promoteAdditional(PromoteAdditional)
    case rotateBack(RotateBack)
    case staleNotice(StaleNotice)
    case selfRotation(SelfRotation)
    case replayDocument(ReplayDocument)
    case conflictingDocument(ConflictingDocument)
    case upstream(UpstreamTrouble)
    case closeEnvironment(CloseEnvironment)
    case environmentStorm(EnvironmentStorm)
    case revokeSession(RevokeTokens)
    /// A user with everything that is the user's.
    case revokeUser(RevokeTokens)
    case redeemBurst(TokenBurst)
    case rotateBurst(TokenBurst)
    case together([StepAction])
    case awaitConverged(AwaitConverged)
}

package enum Pick: Hashable, Sendable {
    case count(Int)
    case percent(Int)
    case replicas([Int])
}

/// One Redis server of the run.
package enum RedisNode: Hashable, Sendable {
    /// Whoever is primary when the step starts.
    case primary
    /// Some Redis replica, drawn by seed when the step starts.
    case replica
    /// `redis-1`, which is the first primary, `redis-2`, …
    case named(String)
}

/// Which of the two operators does it: a split brain can have one on each side.
package enum OperatorNumber: Int, Sendable, CaseIterable {
    case first = 1
    case second = 2

    /// As scenarios and logs call it.
    package var name: String { "operator-\(rawValue)" }
}

package struct RotateAdminKey: Equatable, Sendable {
    package enum Target: String, Sendable, CaseIterable { case fresh, previous }
    package var grace: UInt64 = 0
    package var target: Target = .fresh
    /// How many Redis replicas have to acknowledge the write; fewer leave it unconfirmed. `all` is their number here.
    package var confirm: Int = 0
    package var by: OperatorNumber = .first
}

/// The kill switch; `confirm` and `by` as in a rotation.
package struct RevokeAdminKey: Equatable, Sendable {
    package var confirm: Int = 0
    package var by: OperatorNumber = .first
}

/// Every outgoing key dies; `confirm` and `by` as in a rotation.
package struct EndGrace: Equatable, Sendable {
    package var confirm: Int = 0
    package var by: OperatorNumber = .first
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

/// SENTINEL FAILOVER, while the old primary is alive and still takes writes.
package struct Failover: Equatable, Sendable {
    /// How many Sentinels have to name the new primary before the step has ended.
    package var confirm: Int
}

package struct KillSentinel: Equatable, Sendable {
    package enum Who: Equatable, Sendable {
        /// `sentinel-2`.
        case named(String)
        /// That many, drawn by seed from those that are up.
        case count(Int)
    }
    package var who: Who
    package var restartAfter: UInt64?
}

/// CLIENT PAUSE: connections stay open and no command is answered.
package struct ClientPause: Equatable, Sendable {
    package var node: RedisNode
    package var duration: UInt64
}

/// Writes are refused for want of memory; reads are answered.
package struct FillMemory: Equatable, Sendable {
    package var node: RedisNode
    package var duration: UInt64
}

package struct AwaitConverged: Equatable, Sendable {
    /// A kind of credential, or all of them that environments have.
    package var kind: String
    package var within: UInt64

    package static let environments = "environments"

    /// Whether the documents of environments are what it waits for.
    package var isOnEnvironments: Bool {
        kind == Self.environments || MetricKind(rawValue: kind)?.section == "environments"
    }
}
