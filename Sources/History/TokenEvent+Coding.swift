/// TokenEvent -> Record -> TokenEvent, over the same fields; `subject` is the family, the user or the race.
extension Record {
    mutating func encode(_ event: TokenEvent) {
        switch event {
        case .did(let deed): set(.tokenDeed, deed)
        case .owed(let count): set(.tokensOwed, UInt64(count))
        case .raced(let race, let attempts, let refused, let failed):
            set(.tokensRaced, subject: race, UInt64(attempts), UInt64(refused), UInt64(failed))
        case .operated(let deed): set(.tokenOperated, deed)
        case .raceBegan(let race, let kind, let first, let count, let racers):
            set(
                .tokenRaceBegan, subject: race, UInt64(kind.rawValue), UInt64(first), UInt64(count), UInt64(racers))
        case .userFound(let user, let isThere, let lastUsed, let called):
            set(.tokenUserFound, subject: user, isThere ? 1 : 0, lastUsed, called)
        case .audited(let audit):
            set(
                .tokensAudited, subject: audit.keys, UInt64(audit.endless), UInt64(audit.orphans),
                UInt64(audit.unindexed), UInt64(audit.shortIndexes), UInt64(audit.unknown))
        }
    }

    private mutating func set(_ kind: RecordKind, _ deed: TokenDeed) {
        set(
            kind, subject: deed.family, UInt64(deed.kind.rawValue) | UInt64(deed.outcome.rawValue) << 8, deed.called,
            UInt64(deed.generation), deed.detail)
    }

    func tokenEvent(_ kind: RecordKind) -> TokenEvent? {
        switch kind {
        case .tokenDeed: return tokenDeed.map(TokenEvent.did)
        case .tokenOperated: return tokenDeed.map(TokenEvent.operated)
        case .tokensOwed: return u32(a).map(TokenEvent.owed)
        case .tokensRaced:
            guard let attempts = u32(a), let refused = u32(b), let failed = u32(c) else { return nil }
            return .raced(race: subject, attempts: attempts, refused: refused, failed: failed)
        case .tokenRaceBegan:
            guard let kind = tag(a, of: TokenRaceKind.self), let first = u32(b), let count = u32(c), let racers = u32(d)
            else { return nil }
            return .raceBegan(race: subject, kind, first: first, count: count, racers: racers)
        case .tokenUserFound:
            return flag(a).map { .userFound(user: subject, isThere: $0, lastUsed: b, called: c) }
        case .tokensAudited: return tokenAudit.map(TokenEvent.audited)
        default: return nil
        }
    }

    private var tokenDeed: TokenDeed? {
        guard a >> 16 == 0, let kind = tag(a & 0xFF, of: TokenDeedKind.self),
            let outcome = tag(a >> 8, of: TokenOutcome.self), let generation = u32(c)
        else { return nil }
        return TokenDeed(kind, outcome, family: subject, generation: generation, called: b, detail: d)
    }

    private var tokenAudit: TokenAudit? {
        guard let endless = u32(a), let orphans = u32(b), let unindexed = u32(c), let short = u32(d),
            let unknown = u32(e)
        else { return nil }
        var audit = TokenAudit()
        audit.keys = subject
        (audit.endless, audit.orphans, audit.unindexed) = (endless, orphans, unindexed)
        (audit.shortIndexes, audit.unknown) = (short, unknown)
        return audit
    }
}
