import Credentials
import ReplicaCore

extension WireWriter {
    mutating func put(_ settings: EnvironmentKeeperSettings) {
        put(list: settings.configured) { $0.put($1) }
        put(settings.readsDocuments)
        put(list: settings.offline.sorted()) { $0.put(counted: $1.bytes) }
        put(settings.usesPush)
        for duration in [
            settings.poll, settings.retry, settings.connectDeadline, settings.commandDeadline, settings.cleanup,
            settings.firstBackoff, settings.longestBackoff,
        ] {
            put(duration)
        }
        put(settings.repair.rawValue)
        put(settings.arePublishedOffline)
    }

    private mutating func put(_ environment: ConfiguredEnvironment) {
        put(environment.name)
        put(environment.isOffline)
        let credentials = environment.credentials
        put(optional: credentials.sdkKey?.secret) { $0.put($1) }
        put(optional: credentials.mobileKey?.secret) { $0.put($1) }
        put(optional: credentials.environmentID) { $0.put(counted: $1.bytes) }
        put(credentials.additionalSDKKeys)
        put(credentials.additionalMobileKeys)
    }

    private mutating func put<Key>(_ keys: AdditionalKeys<Key>) {
        put(list: keys.active) { $0.put($1.secret) }
        put(list: keys.expiring) { wire, entry in
            wire.put(entry.key.secret)
            wire.put(entry.end.nanoseconds)
        }
    }
}

extension WireReader {
    mutating func takeEnvironmentSettings() throws(WireError) -> EnvironmentKeeperSettings {
        let configured = try takeList { r throws(WireError) in try r.takeConfiguredEnvironment() }
        let readsDocuments = try takeFlag()
        let offline = try takeList { r throws(WireError) in try r.takeEnvironmentID() }
        var settings = EnvironmentKeeperSettings(
            configured: configured, readsDocuments: readsDocuments, offline: Set(offline), usesPush: try takeFlag(),
            poll: try take(), retry: try take(), connectDeadline: try take(), commandDeadline: try take(),
            cleanup: try take(), firstBackoff: try take(), longestBackoff: try take())
        settings.repair = try takeWord()
        settings.arePublishedOffline = try takeFlag()
        return settings
    }

    private mutating func takeConfiguredEnvironment() throws(WireError) -> ConfiguredEnvironment {
        let name = try takeText()
        let isOffline = try takeFlag()
        let credentials = InitialCredentials(
            sdkKey: try takeOptional { r throws(WireError) in try r.takeKey() },
            mobileKey: try takeOptional { r throws(WireError) in try r.takeKey() },
            environmentID: try takeOptional { r throws(WireError) in try r.takeEnvironmentID() },
            additionalSDKKeys: try takeAdditionalKeys(), additionalMobileKeys: try takeAdditionalKeys())
        return ConfiguredEnvironment(name: name, credentials: credentials, isOffline: isOffline)
    }

    private mutating func takeAdditionalKeys<Key: EnvironmentKey>() throws(WireError) -> AdditionalKeys<Key> {
        let active = try takeList { r throws(WireError) in (key: try r.takeKey(Key.self), end: WallTime?.none) }
        let expiring = try takeList { r throws(WireError) in
            (key: try r.takeKey(Key.self), end: WallTime?.some(WallTime(nanoseconds: try r.take())))
        }
        return AdditionalKeys(active + expiring)
    }

    private mutating func takeKey<Key: EnvironmentKey>(_: Key.Type = Key.self) throws(WireError) -> Key {
        guard let key = Key(try takeSecret()) else { throw WireError() }
        return key
    }

    private mutating func takeEnvironmentID() throws(WireError) -> EnvironmentID {
        guard let id = EnvironmentID(bytes: try takeCounted()) else { throw WireError() }
        return id
    }
}
