import Credentials

/// How one replica watches the admin key; fixed for its life.
package struct AdminKeySettings: Equatable, Sendable {
    package enum AtStart: String, Sendable { case degrade, refuse }
    package enum OnStale: Equatable, Sendable {
        case keep
        /// Nanoseconds since the last good read.
        case refuseAfter(nanoseconds: UInt64)
    }
    package enum Repair: String, Sendable { case replicas, none }

    /// ADMIN_KEY; nil when the replica has none of its own.
    package var configured: Secret?
    package var internalToken: Secret?
    package var format: SlotFormat
    package var usesPush: Bool
    /// Nanoseconds, as are all durations here.
    package var poll: UInt64
    package var commandDeadline: UInt64
    package var atStart: AtStart
    package var onStale: OnStale
    package var repair: Repair

    package init(
        configured: Secret?, internalToken: Secret? = nil, format: SlotFormat = .fenced, usesPush: Bool = true,
        poll: UInt64 = 500_000_000, commandDeadline: UInt64 = 250_000_000, atStart: AtStart = .degrade,
        onStale: OnStale = .keep, repair: Repair = .replicas
    ) {
        self.configured = configured
        self.internalToken = internalToken
        self.format = format
        self.usesPush = usesPush
        self.poll = poll
        self.commandDeadline = commandDeadline
        self.atStart = atStart
        self.onStale = onStale
        self.repair = repair
    }
}
