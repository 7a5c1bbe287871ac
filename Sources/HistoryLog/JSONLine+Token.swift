import History

extension JSONLine {
    mutating func add(_ event: TokenEvent) {
        switch event {
        case .did(let deed), .operated(let deed): add(deed)
        case .owed(let count): add("count", count)
        case .raced(let race, let attempts, let refused, let failed):
            add("race", race)
            add("attempts", attempts)
            add("refused", refused)
            add("failed", failed)
        case .raceBegan(let race, let kind, let first, let count, let racers):
            add("race", race)
            add("kind", tag: kind)
            add("first_family", first)
            add("families", count)
            add("racers", racers)
        case .userFound(let user, let isThere, let lastUsed, let called):
            add("user", user)
            add("is_there", isThere)
            add("last_used_unix_s", lastUsed)
            add("called_ns", called)
        case .audited(let audit): add(audit)
        }
    }

    private mutating func add(_ deed: TokenDeed) {
        add("deed", tag: deed.kind)
        add("outcome", tag: deed.outcome)
        add("family", deed.family)
        add("generation", deed.generation)
        add("called_ns", deed.called)
        add("detail", deed.detail)
    }

    private mutating func add(_ audit: TokenAudit) {
        add("keys", audit.keys)
        add("endless", audit.endless)
        add("orphan_members", audit.orphans)
        add("unindexed", audit.unindexed)
        add("short_indexes", audit.shortIndexes)
        add("unknown", audit.unknown)
    }
}
