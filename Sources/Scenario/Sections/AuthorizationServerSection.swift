/// Reads `as`: the authorization server that stands in for all upstreams.
enum AuthorizationServerSection {
    private static let keys = ["secret-life", "initial-access-token", "manages-clients", "latency"]
    private static let second: UInt64 = 1_000_000_000
    /// An answer that takes longer is a fault, and one has a step of its own.
    private static let longestLatency: UInt64 = 5 * second

    static func read(_ node: SourceNode?, log: FindingLog) -> AuthorizationServerPlan {
        var plan = AuthorizationServerPlan()
        guard let node, let fields = Fields(node, of: "as", keys: keys, log: log) else { return plan }
        plan.secretLife = fields.duration("secret-life")
        plan.needsInitialAccessToken = fields.boolean("initial-access-token") ?? plan.needsInitialAccessToken
        plan.managesClients = fields.boolean("manages-clients") ?? plan.managesClients
        plan.latency = fields.duration("latency") ?? plan.latency
        if let life = plan.secretLife, life < 2 * second || !life.isMultiple(of: second) {
            log.report(
                "secret-life is whole seconds, as the protocol has them, and at least 2s, not \(DurationText.text(life))",
                at: fields.position(of: "secret-life"))
        }
        if plan.latency > longestLatency {
            log.report(
                "latency is at most 5s, not \(DurationText.text(plan.latency))", at: fields.position(of: "latency"))
        }
        return plan
    }
}
