/// What the keys of one kind contribute to a drain.
struct KeyRingChanges<Key: EnvironmentKey> {
    var additions: [Key] = []
    var removals: [Key] = []
    /// Keys that act for the environment from now on, and those that no longer do.
    var starts: [Key] = []
    var stops: [Key] = []
}

extension KeyRing {
    /// The difference to what the last drain reported; from now on this is what was reported.
    mutating func drain(at now: WallTime, _ notices: inout [CredentialNotice]) -> KeyRingChanges<Key> {
        letGoOfEnded(at: now, &notices)
        var changes = KeyRingChanges<Key>()
        changes.removals = departed.map(\.key)
        changes.stops = departed.filter(\.isActing).map(\.key)
        departed.removeAll()
        if var held = primary {
            changes.report(&held, isActing: true)
            primary = held
        }
        deprecated.forEach { changes.report(&$0, isActing: true) }
        for index in additional.indices { changes.report(&additional[index], isActing: false) }
        expiring.forEach { changes.report(&$0, isActing: false) }
        return changes
    }
}

extension KeyRingChanges {
    fileprivate mutating func report(_ held: inout HeldKey<Key>, isActing: Bool) {
        if !held.isMapped {
            additions.append(held.key)
            held.isMapped = true
        }
        guard held.isActing != isActing else { return }
        if isActing { starts.append(held.key) } else { stops.append(held.key) }
        held.isActing = isActing
    }
}
