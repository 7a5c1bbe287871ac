/// Section 4.3 of the contract: a new primary, and perhaps a predecessor that lives on.
extension KeyRing {
    /// - Parameter new: the primary that the document names; nil where it names none, and then nothing changes.
    mutating func rotate(
        to new: Key?, grace: GraceNotice<Key>?, at now: WallTime, _ notices: inout [CredentialNotice]
    ) {
        letGoOfEnded(at: now, &notices)
        guard let new else {
            if let grace { notices.append(CredentialNotice(grace.key.credential, .graceWithoutPrimary)) }
            return
        }
        let previous = swap(to: new, &notices)
        guard let grace, isValid(grace, &notices, at: now) else { return revoke(previous, &notices) }
        deprecate(grace, previous: previous, &notices)
    }

    /// The key that was primary until now; nil when it still is.
    private mutating func swap(to new: Key, _ notices: inout [CredentialNotice]) -> HeldKey<Key>? {
        guard primary?.key != new else { return nil }
        let previous = primary
        primary = take(new)
        notices.append(CredentialNotice(new.credential, .becamePrimary))
        return previous
    }

    /// Whether a notice covers anybody. One that is past, stale or names the primary covers nobody, and then the
    /// previous primary goes at once: left alone it would authenticate for ever.
    private func isValid(
        _ grace: GraceNotice<Key>, _ notices: inout [CredentialNotice], at now: WallTime
    ) -> Bool {
        func refuse(_ event: CredentialNotice.Event) -> Bool {
            notices.append(CredentialNotice(grace.key.credential, event))
            return false
        }
        if grace.key == primary?.key { return refuse(.graceForPrimary) }
        if let kept = deprecated.end(of: grace.key) {
            return kept == grace.end ? false : refuse(.keptFirstEnd(kept, notThe: grace.end))
        }
        return grace.hasEnded(at: now) ? refuse(.ignoredAsPast(grace.end)) : true
    }

    private mutating func deprecate(
        _ grace: GraceNotice<Key>, previous: HeldKey<Key>?, _ notices: inout [CredentialNotice]
    ) {
        if let previous, previous.key == grace.key {
            deprecated.insert(previous, end: grace.end)
            notices.append(CredentialNotice(grace.key.credential, .deprecated(until: grace.end)))
        } else {
            revoke(previous, &notices)
            deprecated.insert(take(grace.key), end: grace.end)
            notices.append(CredentialNotice(grace.key.credential, .deprecatedThoughNotPrimary(until: grace.end)))
        }
    }

    mutating func revoke(_ held: HeldKey<Key>?, _ notices: inout [CredentialNotice]) {
        guard let held else { return }
        letGo(held)
        notices.append(CredentialNotice(held.key.credential, .revoked))
    }
}
