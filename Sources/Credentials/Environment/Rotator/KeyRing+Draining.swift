extension KeyRing {
    /// Adds what differs from what the last drain reported; from now on this is what was reported.
    ///
    /// - Parameters:
    ///   - starts: keys that act for the environment from now on.
    ///   - stops: keys that no longer do.
    mutating func drain(
        at now: WallTime, into changes: inout CredentialChanges, starts: inout [Key], stops: inout [Key]
    ) {
        letGoOfEnded(at: now, &changes.notices)
        reportDeparted(&changes.removals, &stops)
        if var held = primary {
            held.report(acting: true, &changes.additions, &starts, &stops)
            primary = held
        }
        deprecated.forEach { $0.report(acting: true, &changes.additions, &starts, &stops) }
        for index in additional.indices {
            additional[index].report(acting: false, &changes.additions, &starts, &stops)
        }
        expiring.forEach { $0.report(acting: false, &changes.additions, &starts, &stops) }
    }

    private mutating func reportDeparted(_ removals: inout [EnvironmentCredential], _ stops: inout [Key]) {
        guard !departed.isEmpty else { return }
        removals.reserveCapacity(removals.count + departed.count)
        stops.reserveCapacity(departed.count)
        for held in departed {
            removals.append(held.key.credential)
            if held.isActing { stops.append(held.key) }
        }
        departed.removeAll()
    }
}

extension HeldKey {
    fileprivate mutating func report(
        acting: Bool, _ additions: inout [EnvironmentCredential], _ starts: inout [Key], _ stops: inout [Key]
    ) {
        if !isMapped {
            additions.append(key.credential)
            isMapped = true
        }
        guard isActing != acting else { return }
        if acting { starts.append(key) } else { stops.append(key) }
        isActing = acting
    }
}
