import CPosix
import Credentials
import History
import ReplicaProcess

extension Run {
    /// Forks all replicas and waits until each said ready; returns how long that took, in milliseconds.
    func startFleet() async throws(FleetError) -> Double {
        nameNeverIssued()
        nameNeverIssuedKey()
        nameNeverIssuedEnvironmentCredentials()
        sampler.start()
        upstreamWatch?.start()
        try await makeFirstKeys()
        try await makeFirstEnvironments()
        try await tokenDesk?.open()
        let members = newMembers(plan.fleet.replicas)
        if plan.fleet.repair == .none { try await bootstrap() }
        await holdAuthorization()
        let forked = kq_now()
        try await bringUpFleet(members)
        let took = Double(kq_now() - forked) / 1e6
        await settleFirstKey()
        _ = await fleet.changes.wait(atMost: Self.settleLimit) { members.allSatisfy(\.hasSettled) }
        return took
    }

    /// With Redis away replicas get ready and never settle.
    private static var settleLimit: UInt64 { 2_000_000_000 }

    /// From fleet ready to the end of the plan, and the rest after it.
    func performSteps() async {
        let ready = kq_now()
        recorder.record(.fleetReady(replicas: UInt32(fleet.ready.count)), at: ready)
        await registrations?.server.release()
        fleet.onFailure = { [unowned self] in progress.note($0) }
        let outside = OutsideProber(run: self)
        if plan.environments != nil { statusSampler.start() }
        await tokenDesk?.begin()
        if !plan.isForeign { outside.start() }
        let runner = StepRunner(run: self, start: ready)
        await runner.performAll(plan.flattenedSteps)
        await sleep(until: max(ready + plan.runLength, runner.effectsEnd + plan.settling))
        outside.stop()
        statusSampler.stop()
        await tokenDesk?.finish()
    }

    /// Replicas that may not write leave the bootstrap to the operator, who knows the one key of them all.
    private func bootstrap() async throws(FleetError) {
        guard let key = sharedKey else { return }
        let request = operators[0].bootstrap(with: key)
        let result = await withCheckedContinuation { continuation in
            operators[0].store.bootstrap(request) { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = result { throw FleetError(.redisUnusable, "bootstrap: \(error)") }
    }

    /// A token that nobody ever publishes: whoever accepts it accepts anything.
    private func nameNeverIssued() {
        var source = SystemRandomNumberGenerator()
        _ = register.name(.generatedAdminKey(using: &source), .neverIssued, in: recorder)
    }

    /// The winner of the bootstrap is what the fleet holds first. With Redis away there is none yet.
    private func settleFirstKey() async {
        let sample = await withCheckedContinuation { continuation in
            redis.first.watched.sample { continuation.resume(returning: $0) }
        }
        guard case .success(let sample) = sample, let value = sample.value else { return }
        let token = register.name(value, .initial, in: recorder)
        register.rotated(to: token)
        for each in operators { each.acknowledged(sample.version) }
        newest.acknowledged(sample.version, token.fingerprint)
        await fleet.know([token])
    }

    /// Everything that one incarnation of a replica is told at its start.
    func configuration(of member: Member, _ key: ReplicaFleet.StartKey) -> ReplicaConfiguration {
        let current = register.current?.secret
        var configuration = ReplicaConfiguration(
            adminKey: adminKeySettings(configured: key == .current ? current ?? member.firstKey : member.firstKey),
            slotName: names.slot, redis: redis.address(from: LinkSources.replica(member.id)),
            user: redis.users.replica.name,
            password: redis.users.replica.password, clientName: names.client(member.life),
            fingerprintKey: fingerprintKey, probeEvery: probing.every,
            coldProbesPerSecond: probing.coldProbesPerSecond, seed: plan.seed ^ seed(of: member.life),
            tokens: register.tokens)
        configuration.hotProbesPerSecond = probing.hotProbesPerSecond
        configuration.namespace = names.prefix
        configuration.managedKeys = managedKeySettings
        configuration.registrations = registrations?.upstreams.map(\.settings) ?? []
        configuration.logPath = registrations?.log ?? environmentLog
        configuration.environments = environmentSettings()
        configuration.upstreamPort = upstream?.client.port ?? 0
        configuration.tokenWork = tokenDesk?.work
        configuration.face = plan.face
        configuration.face?.auditPath = auditPath(of: member)
        return configuration
    }

    /// One file for all lives of a replica, so that none of its decisions is in two places.
    private func auditPath(of member: Member) -> String? {
        auditDirectory.isEmpty ? nil : "\(auditDirectory)/\(member.id)-audit.jsonl"
    }

    private func seed(of life: Life) -> UInt64 {
        UInt64(life.replica.number) << 16 | UInt64(life.incarnation.number)
    }
}
