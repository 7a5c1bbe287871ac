extension StepKind {
    /// Sessions that are in use end: everybody refuses their tokens from then on (RFC 7009).
    static let revokeSession = StepKind("revoke-session", RevokeTokens.parameters) { step in
        step.revokeTokens().map(StepAction.revokeSession)
    }

    /// Users are removed, with their sessions and what identity providers gave for them.
    static let revokeUser = StepKind("revoke-user", RevokeTokens.parameters) { step in
        step.revokeTokens().map(StepAction.revokeUser)
    }

    /// Several replicas redeem the same codes at once, each code's at one moment: one of them gets it.
    static let redeemBurst = StepKind("redeem-burst", ["codes", "redeemers", "each", "over"]) { step in
        step.tokenBurst(of: "codes", by: "redeemers").map(StepAction.redeemBurst)
    }

    /// Several replicas exchange the same refresh tokens at once.
    static let rotateBurst = StepKind("rotate-burst", ["tokens", "rotators", "each", "over"]) { step in
        step.tokenBurst(of: "tokens", by: "rotators").map(StepAction.rotateBurst)
    }
}

extension RevokeTokens {
    static let parameters = ["count", "pick", "confirm"]

    func traits(of kind: StepKind) -> StepTraits { StepTraits(kind: kind, lasts: Self.watch, needs: [.tokens]) }

    /// For so long every replica reads again and again what was revoked.
    package static let watch: UInt64 = 2_000_000_000
}

extension TokenBurst {
    func traits(of kind: StepKind) -> StepTraits { StepTraits(kind: kind, lasts: over, needs: [.tokens]) }
}

extension StepReader {
    /// Nil after a finding about how many, or about who does it.
    func revokeTokens() -> RevokeTokens? {
        let count = fields.value("count") == nil ? 1 : fields.integer("count", in: 1...Limits.revokedTokens)
        guard let pick = fields.value("pick") else {
            let confirm = replicaConfirm()
            return count.map { RevokeTokens(count: $0, confirm: confirm) }
        }
        if fields.value("confirm") != nil {
            log.report(
                "confirm is said of an operator; what replicas write is confirmed as the section 'tokens' says",
                at: fields.position(of: "confirm"))
        }
        guard let writers = somebody(pick), let count else { return nil }
        return RevokeTokens(count: count, writers: writers)
    }

    func tokenBurst(of things: String, by whom: String) -> TokenBurst? {
        let count = fields.requiredInteger(things, in: 1...Limits.racedTokens)
        let racers = fields.required(whom).flatMap(somebody)
        let each = fields.integer("each", in: 1...Limits.replicas)
        let over = fields.duration("over") ?? 0
        guard let racers, let count else { return nil }
        return TokenBurst(count: count, racers: racers, each: each, over: over)
    }

    private func somebody(_ node: SourceNode) -> Pick? {
        guard let pick = node.pick(log: log) else { return nil }
        guard pick != .percent(0) else {
            log.report("pick: 0% is nobody", at: node.position)
            return nil
        }
        return pick
    }
}
