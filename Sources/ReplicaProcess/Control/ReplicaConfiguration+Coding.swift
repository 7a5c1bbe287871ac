import Credentials
import ReplicaCore

extension WireWriter {
    mutating func put(_ configuration: ReplicaConfiguration) {
        put(configuration.adminKey)
        put(configuration.slotName)
        put(configuration.redis)
        put(configuration.user)
        put(configuration.password)
        put(configuration.clientName)
        configuration.fingerprintKey.withBytes { put(counted: $0) }
        put(configuration.probeEvery)
        put(configuration.coldProbesPerSecond)
        put(configuration.seed)
        put(configuration.hotProbesPerSecond)
        put(configuration.namespace)
        put(optional: configuration.managedKeys) { $0.put($1) }
        put(list: configuration.registrations) { $0.put($1) }
        put(configuration.logPath)
        put(optional: configuration.environments) { $0.put($1) }
        put(configuration.upstreamPort)
        put(optional: configuration.tokenWork) { $0.put($1) }
        put(list: configuration.tokens) { $0.put($1) }
        put(configuration.furtherTokens)
        put(optional: configuration.face) { $0.put($1) }
        put(optional: configuration.holdsAs) { $0.put($1) }
    }

    private mutating func put(_ address: RedisAddress) {
        switch address.place {
        case .server(let port):
            put(optional: String?.none) { $0.put($1) }
            put(port)
        case .sentinels(let group, let ports):
            put(optional: group) { $0.put($1) }
            put(list: ports) { $0.put($1) }
        }
        put(Int32(address.database))
        put(optional: address.source) { $0.put($1) }
    }

    private mutating func put(_ port: RedisPort) {
        put(port.host)
        put(port.port)
    }

    private mutating func put(_ settings: AdminKeySettings) {
        put(optional: settings.configured) { $0.put($1) }
        put(optional: settings.internalToken) { $0.put($1) }
        put(settings.format.rawValue)
        put(settings.usesPush)
        put(settings.poll)
        put(settings.connectDeadline)
        put(settings.commandDeadline)
        put(settings.atStart.rawValue)
        put(settings.onStale)
        put(settings.repair.rawValue)
        put(settings.generates)
    }

    fileprivate mutating func put(_ settings: ManagedKeySettings) {
        put(settings.usesPush)
        put(settings.poll)
        put(settings.connectDeadline)
        put(settings.commandDeadline)
        put(settings.repair.rawValue)
        put(settings.onStale)
    }

    private mutating func put(_ onStale: AdminKeySettings.OnStale) {
        switch onStale {
        case .keep: put(optional: UInt64?.none) { $0.put($1) }
        case .refuseAfter(let nanoseconds): put(optional: nanoseconds) { $0.put($1) }
        }
    }
}

extension WireReader {
    mutating func takeConfiguration() throws(WireError) -> ReplicaConfiguration {
        var configuration = ReplicaConfiguration(
            adminKey: try takeSettings(), slotName: try takeText(), redis: try takeAddress(), user: try takeText(),
            password: try takeSecret(), clientName: try takeText(), fingerprintKey: try takeFingerprintKey(),
            probeEvery: try take(), coldProbesPerSecond: try take(), seed: try take(), tokens: [])
        configuration.hotProbesPerSecond = try take()
        configuration.namespace = try takeText()
        configuration.managedKeys = try takeOptional { r throws(WireError) in try r.takeManagedKeySettings() }
        configuration.registrations = try takeList { r throws(WireError) in try r.takeRegistrationSettings() }
        configuration.logPath = try takeText()
        configuration.environments = try takeOptional { r throws(WireError) in try r.takeEnvironmentSettings() }
        configuration.upstreamPort = try take()
        configuration.tokenWork = try takeOptional { r throws(WireError) in try r.takeTokenWork() }
        configuration.tokens = try takeList { r throws(WireError) in try r.takeToken() }
        configuration.furtherTokens = try take()
        configuration.face = try takeOptional { r throws(WireError) in try r.takeFace() }
        configuration.holdsAs = try takeOptional { r throws(WireError) in try r.takeHoldsIdentity() }
        return configuration
    }

    fileprivate mutating func takeManagedKeySettings() throws(WireError) -> ManagedKeySettings {
        ManagedKeySettings(
            usesPush: try takeFlag(), poll: try take(), connectDeadline: try take(), commandDeadline: try take(),
            repair: try takeWord(), onStale: try takeOnStale())
    }

    private mutating func takeOnStale() throws(WireError) -> AdminKeySettings.OnStale {
        try takeOptional { r throws(WireError) in try r.take(UInt64.self) }
            .map(AdminKeySettings.OnStale.refuseAfter) ?? .keep
    }

    private mutating func takeAddress() throws(WireError) -> RedisAddress {
        let place: RedisAddress.Place
        if let group = try takeOptional({ r throws(WireError) in try r.takeText() }) {
            place = .sentinels(group: group, try takeList { r throws(WireError) in try r.takePort() })
        } else {
            place = .server(try takePort())
        }
        return RedisAddress(
            place, database: Int(try take(Int32.self)),
            source: try takeOptional { r throws(WireError) in try r.takeText() })
    }

    fileprivate mutating func takePort() throws(WireError) -> RedisPort {
        RedisPort(host: try takeText(), port: try take())
    }

    private mutating func takeFingerprintKey() throws(WireError) -> FingerprintKey {
        guard let key = FingerprintKey(bytes: try takeCounted()) else { throw WireError() }
        return key
    }

    private mutating func takeSettings() throws(WireError) -> AdminKeySettings {
        AdminKeySettings(
            configured: try takeOptional { r throws(WireError) in try r.takeSecret() },
            internalToken: try takeOptional { r throws(WireError) in try r.takeSecret() }, format: try takeWord(),
            usesPush: try takeFlag(), poll: try take(), connectDeadline: try take(),
            commandDeadline: try take(), atStart: try takeWord(), onStale: try takeOnStale(),
            repair: try takeWord(), generates: try takeFlag())
    }

    mutating func takeWord<Word: RawRepresentable>() throws(WireError) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try takeText()) else { throw WireError() }
        return word
    }
}
