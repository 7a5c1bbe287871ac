import Credentials

/// The upstream clients of all environments.
extension EnvironmentKeeper {
    /// Online, the primary and its predecessors have a client each; offline there is one, whatever the keys do.
    mutating func setClients(of name: EnvironmentName, _ changes: CredentialChanges, primary: SDKKey?) {
        guard let isOffline = environments[name]?.isOffline else { return }
        guard !isOffline else {
            if clients[name]?.slot(of: nil)?.isWanted != true { want(nil, rank: 0, of: name) }
            return
        }
        let rank = environments[name]?.rank(of: primary) ?? 0
        for key in changes.clientStops { unwant(key, of: name) }
        for key in changes.clientStarts { want(key, rank: key == primary ? rank : 0, of: name) }
        if let primary { clients[name]?.promote(primary, to: rank) }
    }

    private mutating func want(_ key: SDKKey?, rank: UInt64, of name: EnvironmentName) {
        if let action = clients[name, default: UpstreamClients()].want(key, rank: rank, &tokens) {
            perform(action, of: name)
        }
    }

    private mutating func unwant(_ key: SDKKey, of name: EnvironmentName) {
        if let action = clients[name]?.unwant(key) { perform(action, of: name) }
    }

    mutating func perform(_ action: UpstreamClients.Action, of name: EnvironmentName) {
        switch action {
        case .start(let token, let key):
            owners[token] = name
            effects.append(.startClient(ClientStart(token: token, environment: name, key: key)))
        case .close(let token): effects.append(.closeClient(token))
        }
    }

    mutating func clientStarted(_ token: ClientToken, data: UInt64) {
        guard let name = owners[token] else { return }
        if let action = clients[name]?.started(token, data: data) {
            note(.clientLate(token, name))
            perform(action, of: name)
        }
        serve(name)
    }

    /// It says nothing about the environment but what its own slot keeps: a predecessor that fails changes no verdict.
    mutating func clientFailed(_ token: ClientToken, _ failure: ClientFailure, at now: Moment) {
        guard let name = owners.removeValue(forKey: token) else { return }
        note(.clientFailed(token, name, failure))
        clients[name]?.failed(token, failure, at: now.steady, &pauses)
        forgetClientsIfNone(of: name)
    }

    mutating func clientClosed(_ token: ClientToken, at now: Moment) {
        guard let name = owners.removeValue(forKey: token) else { return }
        if clients[name]?.isRunning(token) == true { note(.clientLost(token, name)) }
        if let action = clients[name]?.closed(token, at: now.steady, &tokens, &pauses) {
            perform(action, of: name)
        }
        forgetClientsIfNone(of: name)
        serve(name)
    }

    mutating func updated(_ token: ClientToken, data: UInt64) {
        guard let name = owners[token] else { return }
        clients[name]?.updated(token, data: data)
        serve(name)
    }

    /// Data come from the newest primary whose client runs, whatever order starts finish in; and they never go back: what
    /// another client still has to learn is not delivered twice.
    mutating func serve(_ name: EnvironmentName) {
        guard environments.keys.contains(name), let serving = clients[name]?.serving else { return }
        guard environments[name]?.data.map({ $0 < serving.data }) ?? true else { return }
        environments[name]?.data = serving.data
        effects.append(.deliver(name, data: serving.data))
    }

    mutating func startRested(at now: Moment) {
        guard let next = nextStart, next <= now.steady else { return }
        let rested = clients.keys.filter { name in clients[name]?.nextWake.map { $0 <= now.steady } ?? false }
        for name in rested.sorted() {
            for action in clients[name]?.woke(at: now.steady, &tokens) ?? [] { perform(action, of: name) }
        }
    }

    mutating func forgetClientsIfNone(of name: EnvironmentName) {
        if clients[name]?.isEmpty == true { clients[name] = nil }
    }
}
