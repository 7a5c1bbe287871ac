import CPosix
import Credentials
import Doubles
import History
import ReplicaCore
import ReplicaProcess
import Scenario

extension Run {
    /// The scenario's words for how a replica follows environments, in the core's.
    ///
    /// Which ids have no upstream is told at the start, of environments too that come later.
    func environmentSettings() -> EnvironmentKeeperSettings? {
        plan.environments.map { environments in
            let offline = plan.offlineEnvironments.compactMap { self.environments.id(of: $0) }
            return EnvironmentKeeperSettings(
                offline: Set(offline), usesPush: environments.push, poll: environments.poll,
                repair: plan.fleet.repair == .replicas ? .replicas : .none, cleanup: environments.cleanup)
        }
    }

    var now: Moment { Moment(steady: SteadyTime(nanoseconds: kq_now()), wall: wallNow) }

    /// Credentials in the right form that nobody ever states.
    func nameNeverIssuedEnvironmentCredentials() {
        guard plan.environments != nil else { return }
        for kind in [CredentialKind.sdkKey, .mobileKey] {
            let about = KnownToken.OfEnvironment(kind: kind, environment: .unnamed)
            _ = register.name(environments.freshKey(kind), .neverIssued, environment: about, in: recorder)
        }
        guard let id = environments.id(of: "") else { return }  // no environment is called that
        _ = register.name(id, .neverIssued, in: recorder)
    }

    /// Says the documents of the start, before any replica is there.
    func makeFirstEnvironments() async throws(FleetError) {
        for environment in plan.environments?.atStart ?? [] {
            guard let order = arrival(of: environment, .initial) else { continue }
            let outcome = await publish(order, step: .max)
            guard outcome == .ok else {
                throw FleetError(.redisUnusable, "environment \(environment.name) could not be published")
            }
        }
    }

    /// An environment with its first keys; nobody has them yet.
    func arrival(
        of planned: EnvironmentPlan, _ origin: CredentialOrigin, predecessor: UInt64? = nil,
        ending: EndingAdditionalKeys? = nil
    ) -> DocumentOrder? {
        guard let environment = newEnvironment(planned, origin) else { return nil }
        let sdk = Arrival(additional: planned.additionalSDKKeys, predecessor: predecessor, ending: ending)
        var parts = [part(sdk, .sdk, of: environment, origin)]
        if planned.hasMobileKey {
            let mobile = Arrival(additional: planned.additionalMobileKeys, predecessor: predecessor, ending: ending)
            parts.append(part(mobile, .mobile, of: environment, origin))
        }
        return DocumentOrder(environment: environment, parts: parts)
    }

    private func newEnvironment(_ planned: EnvironmentPlan, _ origin: CredentialOrigin) -> RunEnvironment? {
        guard let id = environments.id(of: planned.name) else { return nil }
        let token = register.name(id, origin, in: recorder)
        let environment = RunEnvironment(
            name: planned.name, id: id, token: token, isOffline: planned.isOffline, at: wallNow)
        environments.add(environment)
        recorder.record(.environment(.named(token.id, isOffline: planned.isOffline)))
        return environment
    }

    /// A change with as many fresh keys as it may need.
    func part(
        _ change: any KeyChange, _ kind: EnvironmentKeyKind, of environment: RunEnvironment,
        _ origin: CredentialOrigin = .fresh
    ) -> DocumentOrder.Part {
        switch kind {
        case .sdk: .sdk(change, (0..<change.draws).compactMap { _ in freshKey(.sdkKey, of: environment, origin) })
        case .mobile:
            .mobile(change, (0..<change.draws).compactMap { _ in freshKey(.mobileKey, of: environment, origin) })
        }
    }

    private func freshKey<Key: EnvironmentKey>(
        _ kind: CredentialKind, of environment: RunEnvironment, _ origin: CredentialOrigin
    ) -> Key? {
        let about = KnownToken.OfEnvironment(kind: kind, environment: environment.token.id)
        let token = register.name(environments.freshKey(kind), origin, environment: about, in: recorder)
        environments.note(token)
        let key = Key(token.secret)
        if let key { environment.learn(key.credential, token) }
        return key
    }

    /// Of which environments a step is said now.
    func environments(in target: EnvironmentTarget) -> [RunEnvironment] {
        switch target {
        case .all: environments.present
        case .named(let name): environments.present.filter { $0.name == name }
        }
    }
}
