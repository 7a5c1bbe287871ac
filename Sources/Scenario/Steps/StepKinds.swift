/// Every kind of step that this version performs.
package enum StepKinds {
    package static let all: [StepKind] = [
        .rotateAdminKey, .endGrace, .revokeAdminKey,
        .killReplica, .stopReplica, .freezeReplica, .addReplicas,
        .stopRedis, .startRedis, .killRedis, .freezeRedis,
        .deleteSlot, .corruptSlot,
        .skewClock,
        .failover,
        .partition, .delayLink, .throttleLink,
        .killSentinel,
        .clientKill, .clientPause, .rotateRedisPassword, .fillMemory,
        .createKey, .firstKey, .deactivateKey, .deactivateStorm, .expireKeys, .floodKeys,
        .coldStart, .expireRegistrations, .deleteRegistration, .useRegistrations, .authorizationServerFault,
        .killLeaseHolder,
        .addEnvironment, .removeEnvironment, .rotateSDKKey, .rotateMobileKey, .setAdditionalKeys, .promoteAdditional,
        .rotateBack, .staleNotice, .selfRotation, .replayDocument, .conflictingDocument, .upstream, .closeEnvironment,
        .environmentStorm,
        .revokeSession, .revokeUser, .redeemBurst, .rotateBurst,
        .together, .await,
    ]

    static func named(_ name: String) -> StepKind? { all.first { $0.name == name } }

    static let names: [String] = all.map(\.name)
}

extension StepAction {
    package var traits: StepTraits {
        switch self {
        case .rotateAdminKey(let step): step.traits
        case .endGrace: StepTraits(kind: .endGrace)
        case .revokeAdminKey: StepTraits(kind: .revokeAdminKey, publishes: .adminKey, retires: .adminKey)
        case .killReplica(let step): step.killTraits
        case .stopReplica(let step): step.stopTraits
        case .freezeReplica(let step): step.traits
        case .addReplicas: StepTraits(kind: .addReplicas)
        case .stopRedis(let step): step.traits
        case .startRedis: StepTraits(kind: .startRedis, needs: [.ownRedis])
        case .killRedis(let step): step.traits
        case .freezeRedis(let step): step.traits
        case .deleteSlot: StepTraits(kind: .deleteSlot, faults: [.slotDeleted])
        case .corruptSlot: StepTraits(kind: .corruptSlot, faults: [.slotCorrupted])
        case .skewClock(let step): step.traits
        case .failover: Failover.traits
        case .partition(let step): step.traits
        case .delayLink(let step): step.traits
        case .throttleLink(let step): step.traits
        case .killSentinel(let step): step.traits
        case .clientKill:
            StepTraits(kind: .clientKill, faults: [.clientsKilled], needs: [.ownRedis], takesRedisAway: true)
        case .clientPause(let step): step.traits
        case .rotateRedisPassword:
            StepTraits(
                kind: .rotateRedisPassword, faults: [.passwordRotated], needs: [.ownRedis, .ownReplicas],
                takesRedisAway: true)
        case .fillMemory(let step): step.traits
        case .createKey(let step): step.traits
        case .firstKey(let step): step.firstTraits
        case .deactivateKey(let step): step.traits
        case .deactivateStorm(let step): step.traits
        case .expireKeys(let step): step.traits
        case .floodKeys(let step): step.traits
        case .coldStart(let step): step.traits
        case .expireRegistrations(let step): step.traits
        case .deleteRegistration(let step): step.traits
        case .useRegistrations(let step): step.traits
        case .authorizationServerFault(let step): step.traits
        case .killLeaseHolder(let step): step.traits
        case .addEnvironment(let step): step.traits
        case .removeEnvironment(let step): step.traits
        case .rotateSDKKey(let step), .rotateMobileKey(let step): step.traits
        case .setAdditionalKeys(let step): step.traits
        case .promoteAdditional(let step): step.traits
        case .rotateBack(let step): step.traits
        case .staleNotice(let step): step.traits
        case .selfRotation(let step): step.traits
        case .replayDocument(let step): step.traits
        case .conflictingDocument(let step): step.traits
        case .upstream(let step): step.traits
        case .closeEnvironment: StepTraits(kind: .closeEnvironment, needs: [.environments])
        case .environmentStorm(let step): step.traits
        case .revokeSession(let step): step.traits(of: .revokeSession)
        case .revokeUser(let step): step.traits(of: .revokeUser)
        case .redeemBurst(let step): step.traits(of: .redeemBurst)
        case .rotateBurst(let step): step.traits(of: .rotateBurst)
        case .together(let steps): Self.togetherTraits(steps)
        case .awaitConverged(let step): step.traits
        }
    }
}
