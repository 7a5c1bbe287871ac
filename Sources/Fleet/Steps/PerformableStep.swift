import Doubles
import History
import ReplicaProcess
import Scenario

/// What a step does to a running fleet. Each kind is one file here plus one line in `StepAction.performer`.
protocol PerformableStep {
    /// How long before the moment of the step its preparation begins, if the fleet is there by then, so that what it stirs up
    /// has settled. Nanoseconds.
    var lead: UInt64 { get }
    /// What must be done before the moment of the step, such as telling replicas a token; a barrier releases all
    /// steps of a `together` after this.
    func prepare(in run: Run) async -> Prepared
    /// Does it and says how it ended; returns when the step's whole effect is over, a restart or thaw included.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome
}

extension PerformableStep {
    var lead: UInt64 { 0 }
    func prepare(in run: Run) async -> Prepared { .nothing }
}

typealias StepNumber = UInt32

/// What `prepare` hands to `perform`.
enum Prepared {
    case nothing
    case token(KnownToken?)
    case members([Member])
    case keys([KeyOrder])
    /// Nil when the server was not told.
    case serverFault(AuthorizationFault.ID?)
    case ambush(LeaseAmbush?)
    case documents([DocumentOrder])
    /// Families, in groups by user where users are meant; nil: the operator does it.
    case sessions([[UInt32]], users: [UInt32], by: [Member]?)
    case race(TokenRace, [Member])
}

extension StepAction {
    /// Nil for `together`, which is a barrier around others.
    var performer: (any PerformableStep)? {
        switch self {
        case .rotateAdminKey(let step): step
        case .endGrace(let step): step
        case .revokeAdminKey(let step): step
        case .killReplica(let step): KillReplicaStep(how: step)
        case .stopReplica(let step): StopReplicaStep(how: step)
        case .freezeReplica(let step): step
        case .addReplicas(let count): AddReplicasStep(count: count)
        case .stopRedis(let step): step
        case .startRedis(let node): StartRedisStep(node: node)
        case .killRedis(let step): step
        case .freezeRedis(let step): step
        case .deleteSlot: DamageSlotStep(corruption: nil)
        case .corruptSlot(let corruption): DamageSlotStep(corruption: corruption)
        case .skewClock(let step): step
        case .failover(let step): step
        case .partition(let step): step
        case .delayLink(let step): step
        case .throttleLink(let step): step
        case .killSentinel(let step): step
        case .clientKill(let node): ClientKillStep(node: node)
        case .clientPause(let step): step
        case .rotateRedisPassword: RotateRedisPasswordStep()
        case .fillMemory(let step): step
        case .createKey(let step), .firstKey(let step): step
        case .deactivateKey(let step): step
        case .deactivateStorm(let step): step
        case .expireKeys(let keys): ExpireKeysStep(keys: keys)
        case .floodKeys(let step): step
        case .coldStart(let step): step
        case .expireRegistrations(let step): step
        case .deleteRegistration(let step): step
        case .useRegistrations(let step): step
        case .authorizationServerFault(let step): step
        case .killLeaseHolder(let step): step
        case .addEnvironment(let step): step
        case .removeEnvironment(let step): step
        case .rotateSDKKey(let step), .rotateMobileKey(let step):
            DocumentStep(step, step.kind, step.target, step.writing)
        case .setAdditionalKeys(let step): DocumentStep(step, step.kind, step.target, step.writing)
        case .promoteAdditional(let step): DocumentStep(step, step.kind, step.target, step.writing)
        case .rotateBack(let step): DocumentStep(step, step.kind, step.target, step.writing)
        case .staleNotice(let step): DocumentStep(step, step.kind, step.target, step.writing)
        case .selfRotation(let step): DocumentStep(step, step.kind, step.target, step.writing)
        case .replayDocument(let step): step
        case .conflictingDocument(let step): step
        case .upstream(let step): step
        case .closeEnvironment(let step): step
        case .environmentStorm(let step): step
        case .revokeSession(let step): RevokeSessionStep(how: step)
        case .revokeUser(let step): RevokeUserStep(how: step)
        case .redeemBurst(let burst): TokenBurstStep(burst: burst, kind: .redeem)
        case .rotateBurst(let burst): TokenBurstStep(burst: burst, kind: .rotate)
        case .awaitConverged(let step): step
        case .together: nil
        }
    }
}
