import Testing

@testable import Scenario

@Suite struct StepKindTests {
    private static let ends = LinkEnds(first: [.fleet], second: [.everyRedis])

    @Test(arguments: [
        ("rotate-admin-key: {}", StepAction.rotateAdminKey(RotateAdminKey(grace: 0, target: .fresh, confirm: 0))),
        ("rotate-admin-key:", .rotateAdminKey(RotateAdminKey())),
        ("rotate-admin-key: { grace: 2s }", .rotateAdminKey(RotateAdminKey(grace: 2_000_000_000))),
        ("end-grace: {}", .endGrace(EndGrace(confirm: 0, by: .first))),
        ("revoke-admin-key", .revokeAdminKey(RevokeAdminKey(confirm: 0, by: .first))),
        ("kill-replica: { pick: 2 }", .killReplica(EndReplica(pick: .count(2), restartAfter: nil, adminKey: .first))),
        (
            "stop-replica: { pick: 25%, restart-after: 1ms, admin-key: current }",
            .stopReplica(EndReplica(pick: .percent(25), restartAfter: 1_000_000, adminKey: .current))
        ),
        ("kill-replica: { pick: 0% }", .killReplica(EndReplica(pick: .percent(0)))),
        (
            "freeze-replica: { pick: [1, r10], for: 50ms }",
            .freezeReplica(FreezeReplica(pick: .replicas([1, 10]), duration: 50_000_000))
        ),
        ("add-replicas: { count: 3 }", .addReplicas(count: 3)),
        ("stop-redis: {}", .stopRedis(StopRedis(node: .primary, data: .keep))),
        ("stop-redis: { node: primary, data: lose }", .stopRedis(StopRedis(node: .primary, data: .lose))),
        ("kill-redis: {}", .killRedis(KillRedis(node: .primary, restartAfter: nil))),
        ("kill-redis: { restart-after: 1s }", .killRedis(KillRedis(node: .primary, restartAfter: 1_000_000_000))),
        ("freeze-redis: { for: 1s }", .freezeRedis(FreezeRedis(node: .primary, duration: 1_000_000_000))),
        ("delete-slot: {}", .deleteSlot),
        ("corrupt-slot: { with: empty }", .corruptSlot(.empty)),
        ("corrupt-slot: { with: wrong-type }", .corruptSlot(.wrongType)),
        ("corrupt-slot: { with: poisoned-epoch }", .corruptSlot(.poisonedEpoch)),
        ("skew-clock: { pick: 1, by: 2s }", .skewClock(SkewClock(pick: .count(1), by: 2_000_000_000, drift: 0))),
        (
            "skew-clock: { pick: 1, by: -20ms, drift: 200ppm }",
            .skewClock(SkewClock(pick: .count(1), by: -20_000_000, drift: 200))
        ),
        ("skew-clock: { pick: 1, drift: -50 }", .skewClock(SkewClock(pick: .count(1), by: 0, drift: -50))),
        ("together: [{ delete-slot: {} }, { end-grace: }]", .together([.deleteSlot, .endGrace(EndGrace())])),
        (
            "await: { converged: admin-key, within: 2s }",
            .awaitConverged(AwaitConverged(kind: "admin-key", within: 2_000_000_000))
        ),
    ])
    func `a step is read with its defaults`(step: String, action: StepAction) throws {
        #expect(try ScenarioText.action("{ at: 1s, \(step) }") == action)
    }

    @Test func `a redis that was stopped can be started`() throws {
        let steps = ["{ at: 1s, stop-redis: {} }", "{ at: 2s, start-redis: {} }"]
        let plan = try ScenarioText.plan(ScenarioText.with(steps: steps))
        #expect(plan.steps.last?.action == .startRedis(node: .primary))
    }

    @Test func `every action is called as its kind`() throws {
        let actions: [StepAction] = [
            .rotateAdminKey(RotateAdminKey()), .endGrace(EndGrace()), .revokeAdminKey(RevokeAdminKey()),
            .killReplica(EndReplica(pick: .count(1))), .stopReplica(EndReplica(pick: .count(1))),
            .freezeReplica(FreezeReplica(pick: .count(1), duration: 1)), .addReplicas(count: 1),
            .stopRedis(StopRedis(node: .primary)), .startRedis(node: .primary),
            .killRedis(KillRedis(node: .primary)), .freezeRedis(FreezeRedis(node: .primary, duration: 1)),
            .deleteSlot, .corruptSlot(.blank),
            .skewClock(SkewClock(pick: .count(1), by: 1, drift: 0)),
            .failover(Failover(confirm: 3)),
            .partition(Partition(between: Self.ends, duration: 1)),
            .delayLink(DelayLink(between: Self.ends, by: 1, duration: 1)),
            .throttleLink(ThrottleLink(between: Self.ends, bytesPerSecond: 1, duration: 1)),
            .killSentinel(KillSentinel(who: .count(1))),
            .clientKill(node: .primary), .clientPause(ClientPause(node: .primary, duration: 1)),
            .rotateRedisPassword, .fillMemory(FillMemory(node: .primary, duration: 1)),
            .createKey(CreateKey()), .firstKey(CreateKey()), .deactivateKey(DeactivateKey()),
            .deactivateStorm(DeactivateStorm(count: 1)), .expireKeys(ExpiringKeys(count: 1, after: 1)),
            .floodKeys(FloodKeys(count: 1)),
            .coldStart(ColdStart()), .expireRegistrations(ExpireRegistrations()),
            .deleteRegistration(DeleteRegistration()), .useRegistrations(UseRegistrations()),
            .authorizationServerFault(
                AuthorizationServerFault(kind: .hang, endpoints: [.register], duration: 1)),
            .killLeaseHolder(KillLeaseHolder(stage: .stored)),
            .addEnvironment(AddEnvironment(environment: EnvironmentPlan(name: "a"))),
            .removeEnvironment(RemoveEnvironment()), .rotateSDKKey(RotateEnvironmentKey(kind: .sdk)),
            .rotateMobileKey(RotateEnvironmentKey(kind: .mobile)), .setAdditionalKeys(SetAdditionalKeys()),
            .promoteAdditional(PromoteAdditional()), .rotateBack(RotateBack()), .staleNotice(StaleNotice()),
            .selfRotation(SelfRotation(grace: 1)), .replayDocument(ReplayDocument()),
            .conflictingDocument(ConflictingDocument()), .upstream(UpstreamTrouble(kind: .dropConnections)),
            .closeEnvironment(CloseEnvironment()), .environmentStorm(EnvironmentStorm(rate: 1, duration: 1, grace: 1)),
            .revokeSession(RevokeTokens()), .revokeUser(RevokeTokens()),
            .redeemBurst(TokenBurst(count: 1, racers: .count(1))),
            .rotateBurst(TokenBurst(count: 1, racers: .count(1))),
            .together([.endGrace(EndGrace())]), .awaitConverged(AwaitConverged(kind: "admin-key", within: 1)),
        ]
        #expect(actions.map(\.label) == StepKinds.all.map(\.name))
    }

    @Test(arguments: [
        (StepAction.rotateAdminKey(RotateAdminKey(grace: 5)), [], 5),
        (.killReplica(EndReplica(pick: .count(1), restartAfter: 7)), [StepFault.replicaKilled], 7),
        (.stopReplica(EndReplica(pick: .count(1))), [.replicaStopped], 0),
        (.freezeReplica(FreezeReplica(pick: .count(1), duration: 9)), [.replicaFrozen], 9),
        (.stopRedis(StopRedis(node: .primary, data: .keep)), [.redisStopped], 0),
        (.stopRedis(StopRedis(node: .primary, data: .lose)), [.redisStopped, .dataLost], 0),
        (.killRedis(KillRedis(node: .primary, restartAfter: 3)), [.redisKilled], 3),
        (.freezeRedis(FreezeRedis(node: .primary, duration: 4)), [.redisFrozen], 4),
        (.deleteSlot, [.slotDeleted], 0),
        (.corruptSlot(.huge), [.slotCorrupted], 0),
        (.skewClock(SkewClock(pick: .count(1), by: 1, drift: 0)), [.clockSkewed], 0),
        (.together([.deleteSlot, .freezeRedis(FreezeRedis(node: .primary, duration: 4))]), [], 4),
        (.awaitConverged(AwaitConverged(kind: "admin-key", within: 8)), [], 8),
        (.addReplicas(count: 2), [], 0),
        (.failover(Failover(confirm: 3)), [.failedOver], 0),
        (.partition(Partition(between: ends, duration: 6)), [.linksCut], 6),
        (.delayLink(DelayLink(between: ends, by: 9, jitter: 9, duration: 5)), [.linksDelayed], 5),
        (.throttleLink(ThrottleLink(between: ends, bytesPerSecond: 9, duration: 4)), [.linksThrottled], 4),
        (.killSentinel(KillSentinel(who: .count(1), restartAfter: 3)), [.sentinelKilled], 3),
        (.killSentinel(KillSentinel(who: .named("sentinel-1"))), [.sentinelKilled], 0),
        (.clientKill(node: .primary), [.clientsKilled], 0),
        (.clientPause(ClientPause(node: .primary, duration: 2)), [.clientsPaused], 2),
        (.rotateRedisPassword, [.passwordRotated], 0),
        (.fillMemory(FillMemory(node: .primary, duration: 1)), [.memoryFilled], 1),
        (.createKey(CreateKey(count: 9)), [], 0),
        (.createKey(CreateKey(expiresIn: 4)), [], 4),
        (.firstKey(CreateKey(expiresIn: 3)), [], 3),
        (.deactivateKey(DeactivateKey()), [], 0),
        (.deactivateStorm(DeactivateStorm(count: 2, over: 6)), [], 6),
        (.expireKeys(ExpiringKeys(count: 2, after: 6, within: 3)), [], 9),
        (.floodKeys(FloodKeys(count: 2, over: 8)), [], 8),
        (.rotateSDKKey(RotateEnvironmentKey(kind: .sdk, grace: .lasting(4))), [], 4),
        (.rotateMobileKey(RotateEnvironmentKey(kind: .mobile, grace: .past)), [], 0),
        (.setAdditionalKeys(SetAdditionalKeys(ending: EndingAdditionalKeys(count: 1, after: 7))), [], 7),
        (.setAdditionalKeys(SetAdditionalKeys(also: .primary, alsoAfter: 5)), [], 5),
        (.promoteAdditional(PromoteAdditional(grace: .lasting(6))), [], 6),
        (.rotateBack(RotateBack(grace: .lasting(3))), [], 3),
        (.selfRotation(SelfRotation(grace: 9)), [], 9),
        (.addEnvironment(AddEnvironment(environment: EnvironmentPlan(name: "a"), predecessor: 4)), [], 4),
        (.replayDocument(ReplayDocument()), [], 0),
        (.replayDocument(ReplayDocument(plants: true)), [.documentPlanted], 0),
        (.conflictingDocument(ConflictingDocument()), [.documentPlanted], 0),
        (.upstream(UpstreamTrouble(kind: .holdStarts(5))), [.startsHeld], 5),
        (.upstream(UpstreamTrouble(kind: .failStarts(6))), [.startsFailed], 6),
        (.upstream(UpstreamTrouble(kind: .refuseStarts(7))), [.startsRefused], 7),
        (.upstream(UpstreamTrouble(kind: .dropConnections)), [.connectionsDropped], 0),
        (.environmentStorm(EnvironmentStorm(rate: 3, duration: 8, grace: 2)), [], 10),
        (.revokeSession(RevokeTokens()), [], 2_000_000_000), (.revokeUser(RevokeTokens()), [], 2_000_000_000),
        (.redeemBurst(TokenBurst(count: 2, racers: .count(2))), [], 0),
        (.rotateBurst(TokenBurst(count: 2, racers: .count(2), over: 7)), [], 7),
    ])
    func `a step says which faults it injects and how long it lasts`(
        action: StepAction, faults: [StepFault], duration: Int
    ) {
        #expect(action.faults == faults)
        #expect(action.planDuration == UInt64(duration))
    }
}
