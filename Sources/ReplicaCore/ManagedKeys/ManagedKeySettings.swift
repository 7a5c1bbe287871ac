/// How one replica caches the managed keys; fixed for its life.
package struct ManagedKeySettings: Equatable, Sendable {
    package var usesPush: Bool
    /// Nanoseconds, as are all durations here. Each interval is drawn within a tenth of it, so that a fleet does not
    /// poll in step.
    package var poll: UInt64
    /// After a read or a write that failed though the link stands.
    package var retry: UInt64
    package var connectDeadline: UInt64
    package var commandDeadline: UInt64
    /// How long the replica may keep its callers waiting for the first load, once the first page has come.
    package var loadDeadline: UInt64
    /// Rows per page: what one turn of the loop may have to take.
    package var page: Int
    /// With `none` a lost deactivation is held here and not put back into the store.
    package var repair: AdminKeySettings.Repair
    package var onStale: AdminKeySettings.OnStale

    package init(
        usesPush: Bool = true, poll: UInt64 = 5_000_000_000, retry: UInt64 = 500_000_000,
        connectDeadline: UInt64 = 500_000_000, commandDeadline: UInt64 = 250_000_000,
        loadDeadline: UInt64 = 10_000_000_000, page: Int = 500, repair: AdminKeySettings.Repair = .replicas,
        onStale: AdminKeySettings.OnStale = .keep
    ) {
        self.usesPush = usesPush
        self.poll = poll
        self.retry = retry
        self.connectDeadline = connectDeadline
        self.commandDeadline = commandDeadline
        self.loadDeadline = loadDeadline
        self.page = page
        self.repair = repair
        self.onStale = onStale
    }
}
