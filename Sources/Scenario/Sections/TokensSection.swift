/// Reads `tokens`. Without it no replica opens the storage of an authorization server.
struct TokensSection {
    let plan: TokensPlan?

    private static let rates = ["issue", "use", "rotate", "revoke", "redeem", "replay"]
    private static let keys = ["sessions"] + rates + ["access-ttl", "refresh-ttl", "code-ttl", "confirm", "for"]

    init(_ node: SourceNode?, fleet: FleetPlan, redis: RedisPlan, log: FindingLog) {
        plan = node.map { node in
            guard let fields = Fields(node, of: "tokens", keys: Self.keys, log: log) else { return TokensPlan() }
            return Self.read(
                StepReader(fields: fields, fleet: fleet, redis: redis, registrations: nil, sections: ["tokens"]))
        }
    }

    private static func read(_ section: StepReader) -> TokensPlan {
        var plan = TokensPlan()
        let fields = section.fields
        plan.sessions = fields.integer("sessions", in: 1...Limits.sessions) ?? plan.sessions
        plan.issue = rate("issue", fields)
        plan.use = rate("use", fields)
        plan.rotate = rate("rotate", fields)
        plan.revoke = rate("revoke", fields)
        plan.redeem = rate("redeem", fields)
        plan.replay = rate("replay", fields)
        plan.accessTTL = fields.period("access-ttl", atLeast: Limits.tokenTTL) ?? plan.accessTTL
        plan.refreshTTL = fields.period("refresh-ttl", atLeast: Limits.tokenTTL) ?? plan.refreshTTL
        plan.codeTTL = fields.period("code-ttl", atLeast: Limits.tokenTTL) ?? plan.codeTTL
        plan.confirm = section.replicaConfirm() ?? plan.confirm
        plan.lasts = fields.duration("for") ?? plan.lasts
        report(plan, fields)
        return plan
    }

    private static func rate(_ key: String, _ fields: Fields) -> Int {
        fields.integer(key, in: 0...Limits.tokenRate) ?? 0
    }

    private static func report(_ plan: TokensPlan, _ fields: Fields) {
        if plan.refreshTTL < plan.accessTTL {
            fields.log.report(
                "refresh-ttl: \(DurationText.text(plan.refreshTTL)) is shorter than access-ttl "
                    + "(\(DurationText.text(plan.accessTTL)))", at: fields.position(of: "refresh-ttl"))
        }
        if plan.lasts > Limits.runLength {
            fields.log.report("for is at most 1h, not \(DurationText.text(plan.lasts))", at: fields.position(of: "for"))
        }
    }
}
