import History

/// One event of every kind, with values that would show if two fields were mixed up, and the optional ones both ways.
let everyEvent: [Event] =
    coordinatorEvents + replicaEvents + environmentEvents.map(Event.environment)
    + registrationEvents.map(Event.registration) + tokenEvents.map(Event.token)

private let life = Life(ReplicaID(7), Incarnation(3))
private let version = VersionStamp(epoch: 1_763_000_000_123, nonce: 0xFEDC_BA98_7654_3210)
private let fingerprint = FingerprintBits(0xA1B2_C3D4_E5F6)
private let credential = CredentialID(11)

private let coordinatorEvents: [Event] = [
    .runBegan(wallOffset: -5, seed: .max, replicas: 50),
    .runEnded(wallOffset: 6, interrupted: true),
    .credentialNamed(credential, kind: .registration, fingerprint: fingerprint, origin: .neverIssued),
    .fleetReady(replicas: 50),
    .stepBegan(step: 2, planned: 1_000),
    .stepEnded(step: 2, outcome: .superseded),
    .operationInvoked(4, kind: .dataLoss, credential: .unnamed, grace: 9_000, step: 2),
    .operationInvoked(5, kind: .deactivateKey, credential: credential, grace: 0, step: 3, writer: life),
    .operationEnded(4, outcome: .lost, version: version, fingerprint: fingerprint, graceEnd: 77, node: NodeID(3)),
    .slotRead(called: 99, content: .unreadable, version: version, fingerprint: fingerprint, node: .unknown),
    .slotLogged(version: version, fingerprint: fingerprint, by: .replant, writer: life, redisTime: 88, node: NodeID(2)),
    .slotLogged(version: version, fingerprint: fingerprint, by: .rotate, writer: nil, redisTime: 88),
    .heldBegan(life, why: .starved, hold: 5),
    .heldEnded(life, why: .frozen, hold: 5),
    .faultProved(step: 3, proof: .processStarted),
    .outsideProbe(life, credential, verdict: .accepted, called: 12),
    .inventory(life, phase: .end, descriptors: 8, threads: 1),
    .redisClients(life, expected: 2, found: 3),
    .roleChanged(NodeID(2), isPrimary: true, called: 98),
    .slotLogForeign(count: 3, node: NodeID(2)),
    .keyRead(credential, state: .damaged, called: 97, revision: 96, deactivatedAt: 95, node: NodeID(2)),
    .sentinelSaid(.failoverAborted, sentinel: 3, node: NodeID(2)),
    .leftover(.keys, count: 4),
    .awaitEnded(step: 6, met: false, missing: 2, firstMissing: ReplicaID(9)),
    .awaitEnded(step: 6, met: true, missing: 0, firstMissing: nil),
    .processForked(.replica, life, pid: 1234),
    .processForked(.redis, nil, pid: 1235),
    .processExited(.helper, nil, pid: 1236, status: -1),
]

private let replicaEvents: [Event] = [
    .started(pid: 1234, configured: fingerprint, wallOffset: -7),
    .ready(effective: fingerprint, confirmed: true),
    .applied(version: version, fingerprint: fingerprint, credential: credential, path: .bootstrap),
    .applied(version: .zero, fingerprint: .none, credential: .unnamed, path: .configuration),
    .probeRun(sampleRun),
    .spellingsDisagree(credential, accepted: 0b1010, called: 13),
    .linkChanged(.push, isUp: true, reason: 255),
    .lagged(from: 14),
    .gapSeen(own: version, announced: VersionStamp(epoch: 2, nonce: 3)),
    .slotRefused(.overlapping, version: version),
    .wroteSlot(by: .repair, outcome: .unknown, version: version, fingerprint: fingerprint),
    .probesOwed(15),
    .clockSkewed(offset: -16),
    .staleChanged(isStale: true),
    .recovered(lastGood: 17),
    .keyChanged(credential, isEnabled: true, revision: 18, path: .writeBack),
    .keysLoaded(revision: 19, keys: 20),
    .keyGap(own: 21, announced: 22),
    .keysDiverged(own: 23, stands: 24),
    .keysLost(25),
    .keyWrittenBack(credential, revision: 26),
    .keysRecovered(lastGood: 27),
    .keysSkipped(28),
    .keysStale(isStale: true),
    .routeCrossed(credential, called: 29),
    .stopping,
    .ended,
]

private let environment = CredentialID(12)

private let environmentEvents: [EnvironmentEvent] = [
    .named(environment, isOffline: true),
    .stated(operation: 4, credential, .ending, end: 30),
    .upstreamSaw(life, .unnamed, .broken, at: 31),
    .upstreamUnread(32),
    .statusEntry(life, environment: environment, credential, .predecessor, end: 33, place: .alone),
    .statusEnded(life, environment: environment, called: 34, entries: 35, clients: 36),
    .applied(environment, version: version, isTombstone: true, path: .push),
    .trouble(environment, .conflict, held: 37, other: 38),
    .putBack(environment, version: version),
    .recovered(lastGood: 39),
    .resolves(credential, environment: environment, isIn: true),
    .client(environment: environment, credential, token: 40, .late),
    .delivered(environment: environment, data: 41),
    .sendsEvents(environment: environment, as: credential),
    .crossed(credential, environment: environment, called: 42),
    .closed(environment),
]

private let registration = RegistrationID(3)

private let registrationEvents: [RegistrationEvent] = [
    .ledger(
        registration, client: fingerprint, .forgotten, isAnswered: true, registeredAt: 43, secretEnds: 44, uses: 45,
        refusedUses: 46),
    .row(
        registration, client: fingerprint, .malformed, generation: 47, life: -1, called: 48, node: NodeID(2)),
    .listed(registration, client: fingerprint),
    .shown(registration, Life(ReplicaID(70), Incarnation(71)), .unanswered, called: 72),
    .used(registration, client: fingerprint, version: version, secretEnds: 49),
    .requested(registration, .withdraw, number: 50),
    .answered(registration, .register, number: 51, status: 201, client: fingerprint, isOutcomeUnknown: true),
    .lease(registration, .denied, fence: 52),
    .stored(registration, client: fingerprint, .fenced, version: version, isPutBack: true),
    .withdrew(registration, client: fingerprint),
    .leaked(registration, client: fingerprint, status: 403),
    .failed(registration, .metadataDiscovery),
]

private let tokenAudit: TokenAudit = {
    var audit = TokenAudit()
    (audit.keys, audit.endless, audit.orphans, audit.unindexed) = (54, 55, 56, 57)
    (audit.shortIndexes, audit.unknown) = (58, 59)
    return audit
}()

private let tokenEvents: [TokenEvent] = [
    .did(TokenDeed(.touch, .unconfirmed, family: 60, generation: 61, called: 62, detail: 63)),
    .did(TokenDeed(.mintAccess, .done, family: .max, called: 64)),
    .owed(65),
    .raced(race: 66, attempts: 67, refused: 68, failed: 69),
    .operated(TokenDeed(.removeUser, .unknown, family: 70, called: 71)),
    .raceBegan(race: 72, .rotate, first: 73, count: 74, racers: 75),
    .userFound(user: 76, isThere: true, lastUsed: 77, called: 78),
    .audited(tokenAudit),
]

let sampleRun = ProbeRun(
    credential: CredentialID(11), verdict: .accepted, firstCall: 100, firstReturn: 101, lastCall: 500, lastReturn: 502,
    count: 5, longestGap: 110)
