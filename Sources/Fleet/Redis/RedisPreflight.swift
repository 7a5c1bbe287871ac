import CPosix
import Credentials
import RedisLink
import ReplicaProcess
import Scenario
import Stores

/// Whether a Redis that the user named can carry a run, found out before a replica is forked: everything that the run
/// will need done is done once, on a slot of its own and in the form that the run's has. Removing comes first, so that nothing is written which could not
/// be removed.
struct RedisPreflight {
    private let redis: RedisTopology
    private let `operator`: SlotOperator
    private let loop: EventLoop
    private let slot: SlotName
    private let keys: ManagedKeyNames
    private let holds: HoldsName
    private let registrations: RegistrationNames?
    private let environments: EnvironmentNames
    private let needs: Needs
    private static let oldest = 7
    private static let subscriptionLimit: UInt64 = 5_000_000_000

    /// What a run will do.
    struct Needs {
        var format = FleetPlan.Slot.fenced
        var usesPush = true
        var usesManagedKeys = false
        var usesRegistrations = false
        var usesEnvironments = false
        var actions: [StepAction] = []

        /// Whatever most runs do.
        static let usual = Needs()
    }

    init(redis: RedisTopology, operator: SlotOperator, prefix: String, needs: Needs, loop: EventLoop) {
        self.needs = needs
        self.redis = redis
        self.operator = `operator`
        self.loop = loop
        slot = SlotName("\(prefix):preflight")
        keys = ManagedKeyNames(namespace: slot.text)
        holds = HoldsName(namespace: slot.text)
        registrations = needs.usesRegistrations ? RegistrationNames(replicasOf: slot.text) : nil
        environments = EnvironmentNames(namespace: slot.text)
    }

    /// - Throws: one clear reason, with the version or the command that is the trouble.
    func check() async throws(FleetError) {
        let version = await redis.version()
        if let major = version.split(separator: ".").first.flatMap({ Int($0) }), major < Self.oldest {
            throw FleetError(.redisUnusable, "Redis \(version) is too old: \(Self.oldest).0 is the oldest that will do")
        }
        try await remove()
        let obstacle = await obstacle()
        let keyObstacle = needs.usesManagedKeys ? await obstacleToKeys() : nil
        let environmentObstacle = needs.usesEnvironments ? await obstacleToEnvironments() : nil
        let holdsObstacle = await obstacleToHoldings()
        let registrationObstacle = await obstacleToRegistrations()
        try await remove()
        if let obstacle { throw FleetError(.redisUnusable, "\(obstacle)") }
        if let keyObstacle { throw FleetError(.redisUnusable, "\(keyObstacle)") }
        if let environmentObstacle { throw FleetError(.redisUnusable, "\(environmentObstacle)") }
        if let holdsObstacle { throw FleetError(.redisUnusable, "\(holdsObstacle)") }
        if let registrationObstacle { throw FleetError(.redisUnusable, "\(registrationObstacle)") }
        if needs.usesPush { try await subscribe() }
    }

    private func remove() async throws(FleetError) {
        let documents = [Array(environments.index.utf8)] + (trialID.map { [environments.document(of: $0)] } ?? [])
        let keys =
            ([slot.text, slot.log, holds.text] + keys.all).map { Array($0.utf8) }
            + (registrations?.all(of: [Self.registration]) ?? []) + documents
        do {
            _ = try await `operator`.link.call(RedisCommand("DEL", keys))
            _ = try await `operator`.link.call(RedisCommand("EXISTS", keys))
        } catch {
            throw FleetError(.redisUnusable, "\(error)")
        }
    }

    /// Bootstraps, rotates, reads, samples and looks at the log, as replicas, operator and sampler will, and does what the
    /// steps of the run do; nil when all that may be.
    private func obstacle() async -> SlotStoreError? {
        let store = needs.format.store(over: `operator`.link, slot: slot, client: "preflight")
        var source = SystemRandomNumberGenerator()
        let secret = Secret.generatedAdminKey(using: &source)
        let (first, next) = (`operator`.bootstrap(with: secret), `operator`.rotation(to: secret))
        let error = await firstError(
            of: { done in store.bootstrap(first) { done($0.failure) } },
            { done in store.rotate(next) { done($0.failure) } }, { done in store.read { done($0.failure) } },
            { done in store.sample { done($0.failure) } }, { done in store.readLog(after: nil) { done($0.failure) } })
        if let error { return error }
        for action in needs.actions {
            if let error = await obstacle(to: action, store) { return error }
        }
        return nil
    }

    /// Makes a managed key, deactivates it and reads it back, as operators and replicas will.
    private func obstacleToKeys() async -> ManagedKeyStoreError? {
        let now = { WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset()) }
        let store = RedisManagedKeyStore(sender: `operator`.link, names: keys, clock: now)
        var source = SystemRandomNumberGenerator()
        guard let draft = try? ManagedKeyDraft(name: "preflight", now: now()) else { return nil }
        let key = NewManagedKey(
            id: .random(using: &source), draft: draft, token: ManagedKeyToken.random(using: &source))
        return await firstError(
            of: { done in store.create(key, floor: .zero) { done($0.failure) } },
            { done in store.deactivate(key.id, first: nil, floor: .zero) { done($0.failure) } },
            { done in store.changes(ManagedKeyQuery(after: .zero)) { done($0.failure) } })
    }

    /// Publishes a document and deletes it, and reads the index, as operators and replicas will.
    private func obstacleToEnvironments() async -> EnvironmentStoreError? {
        let now = { WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset()) }
        let store = RedisEnvironmentStore(sender: `operator`.link, names: environments, clock: now)
        guard let id = trialID else { return nil }
        let document = EnvironmentDocument(id: id, version: .zero)
        return await firstError(
            of: { done in store.publish(document, floor: .zero) { done($0.failure) } },
            { done in store.delete(id, floor: .zero) { done($0.failure) } },
            { done in store.index { done($0.failure) } })
    }

    private var trialID: EnvironmentID? { EnvironmentID(text: "preflight") }

    /// Writes down what a replica holds, and takes that away.
    private func obstacleToHoldings() async -> HoldsStoreError? {
        let store = RedisHoldsStore(sender: `operator`.link, name: holds)
        guard let replica = ReplicaName("preflight") else { return nil }
        let claim = HoldsClaim(
            incarnation: 1, holding: Holding(admin: .unwatched, hasReadAdmin: false, keys: nil))
        return await firstError(
            of: { done in store.write(claim, of: replica) { done($0.failure) } },
            { done in store.remove(replica, incarnation: 1) { done($0.failure) } })
    }

    /// Takes a lease, stores a registration under it and looks at it, as replicas and the sampler will.
    private func obstacleToRegistrations() async -> RegistrationStoreError? {
        guard let registrations else { return nil }
        let now = { WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset()) }
        let store = RedisRegistrationStore(sender: `operator`.link, names: registrations, clock: now)
        let nonce = Nonce(bits: 1)
        let draft = Registration(
            key: Self.registration, version: Version(epoch: .zero, nonce: nonce), clientID: "preflight",
            authorizationEndpoint: "https://preflight.test/authorize", tokenEndpoint: "https://preflight.test/token")
        let request = LeaseRequest(key: Self.registration, holder: nonce, milliseconds: 1_000)
        let look = RegistrationSampler.question([Self.registration], registrations)
        return await firstError(
            of: { done in store.takeLease(request) { done($0.failure) } },
            { done in store.put(RegistrationPut(draft, if: .absent)) { done($0.failure) } },
            { done in store.losers(Self.registration) { done($0.failure) } },
            { [link = `operator`.link] done in
                link.send(look, deadline: nil) { answer in
                    done(answer.failure.map { RegistrationStoreError(.failed, .redis($0)) })
                }
            })
    }

    private static let registration = RegistrationKey(
        issuer: "https://preflight.test", upstreamID: "https://preflight.test",
        redirectURI: "https://preflight.test/callback", scopesHash: ScopesHash(of: []))

    private func obstacle(to action: StepAction, _ store: any AdminKeySlotStore) async -> SlotStoreError? {
        let damager = RedisSlotDamager(
            sender: `operator`.link, name: slot, format: needs.format == .fenced ? .fenced : .plain)
        switch action {
        case .endGrace:
            let identity = `operator`.identity()
            return await firstError(of: { done in store.endGrace(identity, fingerprint: nil) { done($0.failure) } })
        case .revokeAdminKey:
            let request = `operator`.revocation()
            return await firstError(of: { done in store.revoke(request) { done($0.failure) } })
        case .deleteSlot: return await firstError(of: { done in damager.delete { done($0.failure) } })
        case .corruptSlot(let corruption):
            return await firstError(of: { done in damager.corrupt(SlotHarm(corruption)) { done($0.failure) } })
        default: return nil
        }
    }

    private func firstError<Failure: Error>(of calls: (@escaping (Failure?) -> Void) -> Void...) async -> Failure? {
        for call in calls {
            let error = await withCheckedContinuation { continuation in call { continuation.resume(returning: $0) } }
            if let error { return error }
        }
        return nil
    }

    private func subscribe() async throws(FleetError) {
        let changes = redis.changes
        var refusal: RedisError?
        let route = RedisRoute(
            on: loop, to: redis.address(), as: redis.users.operator.access, clientName: "preflight")
        let subscription = route.subscription(
            to: [slot.channel], RedisLinkOptions(),
            onMessage: { _, _ in }, onSubscribed: { _ in changes.fire() },
            onStateChange: { state in
                if case .waiting(let error) = state { refusal = error }
                changes.fire()
            })
        defer { subscription.close() }
        subscription.start()
        _ = await changes.wait(atMost: Self.subscriptionLimit) { subscription.isSubscribed || refusal != nil }
        guard subscription.isSubscribed else {
            throw FleetError(.redisUnusable, refusal.map { "\($0)" } ?? "no subscription within 5 s")
        }
    }
}

extension Result {
    fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
