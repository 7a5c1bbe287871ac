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
