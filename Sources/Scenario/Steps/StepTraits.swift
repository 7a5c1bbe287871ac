/// What a step does, beside its parameters: what reports, checks and the length of a run need to know of it.
package struct StepTraits: Sendable {
    package let kind: StepKind
    /// Each has to be proved by an event, or the run is inconclusive.
    var faults: [StepFault] = []
    /// How long after its start the step still causes something; nanoseconds.
    var lasts: UInt64 = 0
    var needs: Set<StepNeed> = []
    /// Whether replicas may be without Redis because of it, so that there is an outage to measure.
    var takesRedisAway = false
    /// The kind of which it changes a credential in the store, so that there is something to converge to.
    var publishes: MetricKind?
    /// The kind of which it takes a credential out of force, now or at an end that it sets.
    var retires: MetricKind?
    /// The same of environments, of which one document can change all kinds.
    var publishesAll: Set<MetricKind> = []
    var retiresAll: Set<MetricKind> = []
}

/// What a step needs in order to be performed.
package enum StepNeed: Sendable {
    /// A Redis that the harness started, whose servers it may signal and configure.
    case ownRedis
    /// The topology `sentinel`.
    case sentinels
    /// A proxy in front of every server.
    case linkProxies
    /// The section `managed-keys`: replicas that look at them.
    case managedKeys
    /// The section `registrations`: replicas that are clients of upstreams.
    case registrations
    /// The section `environments`: replicas that have some.
    case environments
    /// The section `tokens`: replicas that keep them.
    case tokens
    /// Replicas of ours, which do what the control socket says.
    case ownReplicas
}

/// A fault that a step injects.
package enum StepFault: String, Sendable, CaseIterable {
    case replicaKilled, replicaStopped, replicaFrozen
    case redisStopped, redisKilled, redisFrozen, dataLost
    case slotDeleted, slotCorrupted
    case clockSkewed
    case failedOver
    case linksCut, linksDelayed, linksThrottled
    case sentinelKilled
    case clientsKilled, clientsPaused
    case passwordRotated
    case memoryFilled
    case fleetStartedCold, registrationsExpired, registrationDeleted, serverMisbehaved, leaseHolderKilled
    case startsHeld, startsFailed, startsRefused, connectionsDropped
    case documentPlanted
}

extension StepTraits {
    func publishes(_ kind: MetricKind) -> Bool { publishes == kind || publishesAll.contains(kind) }
    func retires(_ kind: MetricKind) -> Bool { retires == kind || retiresAll.contains(kind) }
}

extension StepAction {
    /// As scenarios and reports name it: `rotate-admin-key`.
    package var label: String { traits.kind.name }

    /// The faults that need a proof. A `together` has none: its children are steps of their own.
    package var faults: [StepFault] { traits.faults }

    /// Until when, counted from its start, the step has effects: the end of a grace, of a freeze, of a wait for a
    /// restart, or the limit of an `await`. Nanoseconds.
    package var planDuration: UInt64 { traits.lasts }

    /// A `together` has none: its children are steps of their own.
    package var needs: Set<StepNeed> { traits.needs }
}
