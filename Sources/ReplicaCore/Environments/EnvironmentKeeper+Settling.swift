import Credentials

/// Environments come, change and go.
extension EnvironmentKeeper {
    mutating func admit(_ configured: ConfiguredEnvironment, at now: Moment) {
        let name = EnvironmentName.configured(configured.name)
        environments[name] = KeptEnvironment(name: name, isOffline: configured.isOffline, at: now.wall)
        adopted(environments[name]?.adopt(configured.credentials, at: now.wall), by: name, at: now)
    }

    /// A document is in force from here on, unless its environment was closed.
    mutating func apply(_ document: EnvironmentDocument, version: Version, at now: Moment) {
        let name = EnvironmentName.published(document.id)
        guard !isClosed, !closed.contains(name) else { return }
        let isOffline = settings.arePublishedOffline || settings.offline.contains(document.id)
        if !environments.keys.contains(name) {
            environments[name] = KeptEnvironment(name: name, isOffline: isOffline, at: now.wall)
        }
        adopted(environments[name]?.adopt(document, version: version, at: now.wall), by: name, at: now)
    }

    private mutating func adopted(_ notices: [CredentialNotice]?, by name: EnvironmentName, at now: Moment) {
        note(notices ?? [], of: name)
        settle(name, at: now)
    }

    /// Does everything that a drain says. Additions come first, and a credential resolves last; removals come after, and
    /// do not resolve before anything else of them goes.
    mutating func settle(_ name: EnvironmentName, at now: Moment) {
        guard let (changes, snapshot) = environments[name]?.drain(at: now.wall) else { return }
        note(changes.notices, of: name)
        for credential in changes.additions { effects.append(.register(credential, name)) }
        swap { $0.replace(name, with: snapshot.ends) }
        for credential in changes.removals { effects.append(.unregister(credential, name)) }
        setClients(of: name, changes, primary: snapshot.sdk.primary)
        setEvents(of: name, snapshot)
        serve(name)
    }

    private mutating func setEvents(of name: EnvironmentName, _ snapshot: CredentialSnapshot) {
        guard environments[name]?.isOffline == false else { return }
        for credential in environments[name]?.events.follow(snapshot) ?? [] {
            effects.append(.sendEvents(name, as: credential))
        }
    }

    /// It was deleted: nothing of it is left but clients on their way out.
    mutating func remove(_ name: EnvironmentName) {
        closed.remove(name)
        guard environments[name] != nil else { return }
        letGo(name)
        note(.removed(name))
    }

    mutating func close(_ name: EnvironmentName) {
        guard environments[name] != nil else { return }
        letGo(name)
        closed.insert(name)
        note(.closed(name))
    }

    mutating func closeAll() {
        guard !isClosed else { return }
        for name in environments.keys.sorted() { close(name) }
        isClosed = true
        (owed, nextEnd, nextCleanup, readyBy) = ([:], nil, nil, nil)
    }

    private mutating func letGo(_ name: EnvironmentName) {
        guard let kept = environments.removeValue(forKey: name) else { return }
        swap { $0.replace(name, with: [:]) }
        for credential in kept.rotator.snapshot().accepted { effects.append(.unregister(credential, name)) }
        for action in clients[name]?.unwantAll() ?? [] { perform(action, of: name) }
        forgetClientsIfNone(of: name)
        if kept.events != EventEndpoints() { effects.append(.stopEvents(name)) }
    }
}
