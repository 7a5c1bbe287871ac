import Credentials

/// From discovery to the answer of the call that registers.
extension RegistrationResolver {
    static let discoveryTime: UInt64 = 10_000_000_000
    static let registrationTime: UInt64 = 30_000_000_000

    mutating func discover(at now: Moment) {
        switch plan.source {
        case .endpoint(let address):
            let endpoints = attempt(.metadataDiscovery, at: now) { settings throws(RegistrationFlaw) in
                try RegistrationEndpoints(endpoint: address, settings)
            }
            guard let endpoints else { return }
            select(from: endpoints, advertised: nil, challenges: settings.codeChallengeMethods, at: now)
        case .discovery(let address, _):
            let number = request(
                .get, address.text, timeLimit: Self.discoveryTime, redirects: .sameHost,
                mayBePrivate: settings.allowsPrivateAddresses || address.isLoopback)
            setStage(.discovering(request: number))
        }
    }

    /// Does a step of the work, or fails in it.
    private mutating func attempt<Value>(
        _ step: RegistrationFailure.Step, at now: Moment,
        _ body: (RegistrationSettings) throws(RegistrationFlaw) -> Value
    ) -> Value? {
        do throws(RegistrationFlaw) {
            return try body(settings)
        } catch {
            fail(step, error, at: now)
            return nil
        }
    }

    mutating func requestEnded(
        _ number: UInt32, _ result: Result<RegistrationResponse, RegistrationTransportFlaw>, at now: Moment
    ) {
        if case .deleting(let id, request: number) = withdrawal { return deleted(id, result, at: now) }
        guard case .working(let work) = claim else { return }
        switch work.stage {
        case .discovering(request: number): discovered(result, at: now)
        case .registering(request: number, let endpoints): registered(result, endpoints, work, at: now)
        default: return
        }
    }

    private mutating func discovered(
        _ result: Result<RegistrationResponse, RegistrationTransportFlaw>, at now: Moment
    ) {
        guard case .discovery(_, let issuer) = plan.source, let answer = got(result, .metadataDiscovery, at: now) else {
            return
        }
        guard answer.status == 200 else {
            return fail(
                .metadataDiscovery, .status(answer.status, complaint: ""), retryAfter: answer.retryAfter, at: now)
        }
        guard answer.isJSON else { return fail(.metadataDiscovery, .wrongContentType, at: now) }
        let found = attempt(.metadataDiscovery, at: now) { settings throws(RegistrationFlaw) in
            let metadata = try ServerMetadata(json: answer.body)
            return (metadata, try RegistrationEndpoints(metadata, issuer: issuer, settings))
        }
        guard let (metadata, endpoints) = found else { return }
        select(
            from: endpoints, advertised: metadata.authMethods, challenges: metadata.codeChallengeMethods, at: now)
    }

    private mutating func got(
        _ result: Result<RegistrationResponse, RegistrationTransportFlaw>, _ step: RegistrationFailure.Step,
        at now: Moment
    ) -> RegistrationResponse? {
        switch result {
        case .success(let answer): return answer
        case .failure(let flaw):
            fail(step, .transport(flaw), at: now)
            return nil
        }
    }

    private mutating func select(
        from endpoints: RegistrationEndpoints, advertised: [String]?, challenges: [String], at now: Moment
    ) {
        let chosen = attempt(.selectAuthMethod, at: now) { settings throws(RegistrationFlaw) in
            try endpoints.choosing(advertised: advertised, challenges: challenges, isPublic: settings.isPublicClient)
        }
        if let chosen { register(chosen) }
    }

    private mutating func register(_ endpoints: RegistrationEndpoints) {
        if endpoints.scopes.isEmpty { effects.append(.note(.noScopes)) }
        let message = RegistrationMessage(
            redirectURI: plan.key.redirectURI, clientName: settings.clientName, authMethod: endpoints.authMethod,
            scopes: endpoints.scopes)
        let number = request(
            .post, endpoints.registration.url, bearer: settings.initialAccessToken, body: message.json,
            timeLimit: Self.registrationTime, mayBePrivate: endpoints.registration.mayBePrivate)
        setStage(.registering(request: number, endpoints))
    }

    private mutating func registered(
        _ result: Result<RegistrationResponse, RegistrationTransportFlaw>, _ endpoints: RegistrationEndpoints,
        _ work: RegistrationWork, at now: Moment
    ) {
        if case .failure(let flaw) = result, flaw.leavesOutcomeUnknown { status.unknownRegistrations += 1 }
        guard let answer = got(result, .dcrCall, at: now) else { return }
        guard answer.status == 200 || answer.status == 201 else {
            let secrets = settings.initialAccessToken.map { [$0] } ?? []
            let complaint = ServerComplaint.text(of: answer.body, hiding: secrets)
            return fail(
                .dcrCall, .status(answer.status, complaint: complaint), retryAfter: answer.retryAfter, at: now)
        }
        // Whatever is wrong from here on, a client was registered.
        let client = attempt(.dcrCall, at: now) { _ throws(RegistrationFlaw) in
            guard answer.isJSON else { throw .wrongContentType }
            return try IssuedClient(json: answer.body)
        }
        guard let client else {
            status.unknownRegistrations += 1
            return
        }
        store(registration(client, endpoints, at: now), work, at: now)
    }

    private mutating func registration(
        _ client: IssuedClient, _ endpoints: RegistrationEndpoints, at now: Moment
    ) -> Registration {
        Registration(
            key: plan.key, version: Version(epoch: .zero, nonce: draw()), clientID: client.clientID,
            clientSecret: client.clientSecret,
            authMethod: client.authMethod.isEmpty ? endpoints.authMethod.rawValue : client.authMethod,
            managementToken: client.managementToken, managementURI: client.managementURI,
            authorizationEndpoint: endpoints.authorization, tokenEndpoint: endpoints.token,
            createdAt: UnixSeconds(now.wall), secretExpiresAt: client.secretExpiresAt)
    }

    mutating func setStage(_ stage: RegistrationWork.Stage) {
        guard case .working(var work) = claim else { return }
        work.stage = stage
        claim = .working(work)
    }

    /// Returns the request's number.
    mutating func request(
        _ method: RegistrationRequest.Method, _ url: String, bearer: Secret? = nil, body: [UInt8] = [],
        timeLimit: UInt64, redirects: RegistrationRequest.Redirects = .refused, mayBePrivate: Bool
    ) -> UInt32 {
        let number = nextNumber
        nextNumber &+= 1
        effects.append(
            .request(
                RegistrationRequest(
                    number: number, method: method, url: url, bearer: bearer, body: body, timeLimit: timeLimit,
                    redirects: redirects, mayBePrivate: mayBePrivate)))
        return number
    }
}
