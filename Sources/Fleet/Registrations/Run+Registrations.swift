import Credentials
import Doubles
import History
import ReplicaCore
import ReplicaProcess
import Scenario
import Stores

extension Run {
    /// The gateway's own issuer, one for the whole fleet. Nobody asks for it: it names registrations, and where a browser
    /// would come back to.
    private static var issuer: String { "https://gateway.keyquake.test" }

    /// Starts the authorization server and gives it a tenant for each upstream, if the scenario has any.
    func startAuthorization(
        by zygote: ZygoteClient, in directory: PrivateDirectory, log: String
    ) async throws(FleetError) {
        guard let registrations = plan.registrations else { return }
        guard let names = RegistrationNames(replicasOf: names.prefix) else {
            throw FleetError(.system, "no registrations can stand under the prefix \(names.prefix)")
        }
        let server = try await AuthorizationHelper.start(by: zygote, in: directory, on: loop)
        let token = plan.authorizationServer.needsInitialAccessToken ? Self.freshToken() : nil
        let tenants = registrations.upstreams.map { plan.authorizationServer.tenant($0, token) }
        try await AuthorizationHelper.asking { () async throws(AuthorizationError) in
            try await server.client.setTenants(tenants)
        }
        let upstreams = try registrations.upstreams.enumerated().map { index, name throws(FleetError) in
            try upstream(RegistrationID(UInt16(index)), name, registrations, server.client.issuer(name), token)
        }
        server.client.onLost = { [unowned self] in
            progress.note("the authorization server died: judging what there is")
            interrupt(losing: FleetError(.lostHelper, "the authorization server died"))
        }
        self.registrations = RunRegistrations(server: server, names: names, upstreams: upstreams, log: log)
    }

    /// Until the fleet is ready nobody is answered: replicas of one machine start one after the other, and each on a machine
    /// of its own all at once, which is what the first registration has to stand.
    func holdAuthorization() async { _ = await registrations?.server.hold() }

    private static func freshToken() -> Secret {
        var source = SystemRandomNumberGenerator()
        return .generatedAdminKey(using: &source)
    }

    private func upstream(
        _ id: RegistrationID, _ name: String, _ registrations: RegistrationsPlan, _ issuer: String, _ token: Secret?
    ) throws(FleetError) -> RegistrationUpstream {
        var settings = RegistrationSettings(
            issuer: Self.issuer, discoveryURL: "\(issuer)/.well-known/oauth-authorization-server",
            claim: registrations.claim == .createIfAbsent ? .createIfAbsent : .lastWriter)
        settings.initialAccessToken = token
        settings.usesPush = registrations.push
        settings.poll = registrations.poll
        settings.waitingPoll = min(settings.waitingPoll, registrations.poll)
        settings.leaseLife = registrations.leaseLife
        do throws(RegistrationFailure) {
            let key = try RegistrationPlan(settings).key
            return RegistrationUpstream(id: id, name: name, settings: settings, key: key)
        } catch {
            throw FleetError(.system, "\(error)")
        }
    }

    func fingerprint(ofClient id: String) -> FingerprintBits {
        FingerprintBits(Fingerprint(of: Secret(text: id), key: fingerprintKey).bits)
    }

    /// Replicas that are alive and not held, and do not use what stands in the store.
    var unconvergedOnRegistrations: [Member] {
        guard !outage.isOngoing, let registrations else { return [] }
        registrations.refresh(from: history, fleet.all)
        return fleet.available.filter { !registrations.isConverged($0.life) }
    }
}

extension AuthorizationServerPlan {
    fileprivate func tenant(_ name: String, _ token: Secret?) -> AuthorizationTenant {
        var tenant = AuthorizationTenant(
            name: name, initialAccessToken: token, secretLife: secretLife.map { Int64($0 / 1_000_000_000) })
        tenant.managesClients = managesClients
        tenant.latency = latency
        return tenant
    }
}
