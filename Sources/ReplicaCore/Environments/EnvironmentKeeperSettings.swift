import Credentials

/// An environment that the configuration names: its credentials stay as they are, but for those that end.
package struct ConfiguredEnvironment: Equatable, Sendable {
    package var name: String
    package var credentials: InitialCredentials
    package var isOffline: Bool

    package init(name: String, credentials: InitialCredentials, isOffline: Bool = false) {
        self.name = name
        self.credentials = credentials
        self.isOffline = isOffline
    }
}

/// How one replica keeps its environments; fixed for its life.
package struct EnvironmentKeeperSettings: Equatable, Sendable {
    package var configured: [ConfiguredEnvironment]
    /// False where the configuration names all environments: then no store is read.
    package var readsDocuments: Bool
    /// Published environments that have no upstream: one client of their own data, and no events.
    package var offline: Set<EnvironmentID>
    /// No published environment has an upstream, whichever it is.
    package var arePublishedOffline = false
    package var usesPush: Bool
    /// Nanoseconds, as are all durations here. Each interval is drawn within a tenth of it, so that a fleet does not
    /// poll in step.
    package var poll: UInt64
    /// After a read that failed though the link stands.
    package var retry: UInt64
    package var connectDeadline: UInt64
    package var commandDeadline: UInt64
    /// With `none` a document that the store has lost is held here and not put back.
    package var repair: AdminKeySettings.Repair
    /// How often all environments are looked through though no end is due.
    package var cleanup: UInt64
    /// Before an upstream client is started again: a bound that doubles up to the limit, and a time drawn below it.
    package var firstBackoff: UInt64
    package var longestBackoff: UInt64

    package init(
        configured: [ConfiguredEnvironment] = [], readsDocuments: Bool = true, offline: Set<EnvironmentID> = [],
        usesPush: Bool = true, poll: UInt64 = 5_000_000_000, retry: UInt64 = 500_000_000,
        connectDeadline: UInt64 = 500_000_000, commandDeadline: UInt64 = 250_000_000,
        repair: AdminKeySettings.Repair = .replicas, cleanup: UInt64 = 60_000_000_000,
        firstBackoff: UInt64 = 20_000_000, longestBackoff: UInt64 = 1_000_000_000
    ) {
        self.configured = configured
        self.readsDocuments = readsDocuments
        self.offline = offline
        self.usesPush = usesPush
        self.poll = poll
        self.retry = retry
        self.connectDeadline = connectDeadline
        self.commandDeadline = commandDeadline
        self.repair = repair
        self.cleanup = cleanup
        self.firstBackoff = firstBackoff
        self.longestBackoff = longestBackoff
    }
}
