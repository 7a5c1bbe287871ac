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
    /// Without one of its own, and with none in the slot, it makes one.
    package var generates: Bool
    package var internalToken: Secret?
    package var format: SlotFormat
    package var usesPush: Bool
    /// Nanoseconds, as are all durations here.
    package var poll: UInt64
    package var connectDeadline: UInt64
    package var commandDeadline: UInt64
    package var atStart: AtStart
    package var onStale: OnStale
    package var repair: Repair

    package init(
        configured: Secret?, internalToken: Secret? = nil, format: SlotFormat = .fenced, usesPush: Bool = true,
        poll: UInt64 = 500_000_000, connectDeadline: UInt64 = 500_000_000, commandDeadline: UInt64 = 250_000_000,
        atStart: AtStart = .degrade, onStale: OnStale = .keep, repair: Repair = .replicas, generates: Bool = true
    ) {
        self.configured = configured
        self.generates = generates
        self.internalToken = internalToken
        self.format = format
        self.usesPush = usesPush
        self.poll = poll
        self.connectDeadline = connectDeadline
        self.commandDeadline = commandDeadline
        self.atStart = atStart
        self.onStale = onStale
        self.repair = repair
    }
}

/// Why a replica must not start with its settings.
package enum AdminKeySettingsFlaw: Error, Equatable, Sendable {
    case malformedKey(SlotDamage)
    case malformedInternalToken(SlotDamage)
    /// A spelling of the admin key is one of the internal token: its holder would pass as admin.
    case overlap
}

extension AdminKeySettings {
    /// The same with trimmed keys, a blank one being none.
    func normalized() throws(AdminKeySettingsFlaw) -> AdminKeySettings {
        var settings = self
        settings.configured = try Self.text(of: configured) { .malformedKey($0) }
        settings.internalToken = try Self.text(of: internalToken) { .malformedInternalToken($0) }
        if let key = settings.configured, let token = settings.internalToken,
            KeySpellings(of: key).overlaps(KeySpellings(of: token))
        {
            throw .overlap
        }
        return settings
    }

    private static func text(
        of secret: Secret?, flaw: (SlotDamage) -> AdminKeySettingsFlaw
    ) throws(AdminKeySettingsFlaw) -> Secret? {
        switch secret.map(AdminKeyText.init) {
        case .value(let text): return text
        case .malformed(let damage): throw flaw(damage)
        case .blank, nil: return nil
        }
    }
}
