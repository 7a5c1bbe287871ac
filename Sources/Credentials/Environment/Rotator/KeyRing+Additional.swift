/// Section 4.4 of the contract: the additional keys as a list states them, omission being deletion.
extension KeyRing {
    mutating func setAdditional(
        _ listed: AdditionalKeys<Key>, at now: WallTime, _ notices: inout [CredentialNotice]
    ) {
        letGoOfEnded(at: now, &notices)
        guard !isAlready(listed) else { return }
        let active = listed.active.filter { isFree($0, end: nil, &notices) }
        let ending = listed.expiring.filter { isFree($0.key, end: $0.end, &notices) && isAhead($0, now, &notices) }
        let wasExpiring = expiring
        let nowAdditional = active.map { becomeAdditional($0, &notices) }
        var nowExpiring = EndingKeys<Key>()
        for entry in ending {
            nowExpiring.insert(
                becomeExpiring(entry, wasEnding: wasExpiring.end(of: entry.key), &notices), end: entry.end)
        }
        for held in additional + expiring.entries.map(\.held) { revoke(held, &notices) }
        additional = nowAdditional
        expiring = nowExpiring
    }

    /// The usual case: a document comes again. Whatever else is listed, the primary say, makes the counts differ.
    private func isAlready(_ listed: AdditionalKeys<Key>) -> Bool {
        guard listed.active.count == additional.count, listed.expiring.count == expiring.entries.count else {
            return false
        }
        return zip(additional, listed.active).allSatisfy { $0.key == $1 }
            && listed.expiring.allSatisfy { expiring.end(of: $0.key) == $0.end }
    }

    /// The primary and the predecessors belong to the rotations; a list neither keeps nor ends them.
    private func isFree(_ key: Key, end: WallTime?, _ notices: inout [CredentialNotice]) -> Bool {
        if primary?.key == key {
            let event = end.map(CredentialNotice.Event.primaryListedWithEnd) ?? .primaryListed
            notices.append(CredentialNotice(key.credential, event))
            return false
        }
        guard deprecated.index(of: key) == nil else {
            notices.append(CredentialNotice(key.credential, .predecessorListed))
            return false
        }
        return true
    }

    /// An entry whose end is past is as good as not listed: it is not accepted, not even until the next drain.
    private func isAhead(_ entry: EndingKey<Key>, _ now: WallTime, _ notices: inout [CredentialNotice]) -> Bool {
        guard entry.hasEnded(at: now) else { return true }
        notices.append(CredentialNotice(entry.key.credential, .ignoredAsPast(entry.end)))
        return false
    }

    private mutating func becomeAdditional(_ key: Key, _ notices: inout [CredentialNotice]) -> HeldKey<Key> {
        if !isAdditional(key) { notices.append(CredentialNotice(key.credential, .becameAdditional)) }
        return take(key)
    }

    /// - Parameter wasEnding: its end until now, where it was expiring already; the newest end counts.
    private mutating func becomeExpiring(
        _ entry: EndingKey<Key>, wasEnding: WallTime?, _ notices: inout [CredentialNotice]
    ) -> HeldKey<Key> {
        if wasEnding != entry.end {
            let event: CredentialNotice.Event =
                wasEnding == nil ? .becameExpiring(until: entry.end) : .changedEnd(until: entry.end)
            notices.append(CredentialNotice(entry.key.credential, event))
        }
        return take(entry.key)
    }
}
