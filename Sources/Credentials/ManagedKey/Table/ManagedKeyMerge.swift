/// What a record said to a table.
package enum ManagedKeyMerge: Equatable, Sendable {
    /// A key that was not known, or was lost, and may pass now unless it has expired.
    case added
    /// It is deactivated, and was not known to be.
    case died
    /// A newer record of a living key.
    case updated
    /// Nothing new, or older than what is known.
    case known
    /// It says that a key lives which was seen deactivated: not taken. `isNewer`: it was written after that.
    case revives(isNewer: Bool)
    /// Its id or its hash belongs to another key: not taken.
    case conflicting
    /// The table holds as many keys as it can: not taken.
    case full

    /// A decision may come out otherwise now.
    package var isChange: Bool { self == .added || self == .died || self == .updated }
}

/// What a table knows of one key; nothing of it is secret.
package struct ManagedKeyEntry: Equatable, Sendable {
    package let id: ManagedKeyID
    package let isDead: Bool
    package let isLost: Bool
    /// The exclusive end of a living key, the first deactivation of a dead one.
    package let time: WallTime?
    package let revision: Epoch

    init(_ key: PackedKey) {
        id = key.id
        isDead = key.isDead
        isLost = key.isLost
        time = key.time == .max ? nil : WallTime(nanoseconds: key.time)
        revision = Epoch(key.revision) ?? .zero
    }
}
