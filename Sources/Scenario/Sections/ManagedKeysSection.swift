/// Reads `managed-keys`. Without it replicas do not look at managed keys at all.
struct ManagedKeysSection {
    let plan: ManagedKeysPlan?
    /// Whether nothing was wrong with it. Rules that count keys keep quiet otherwise.
    let isComplete: Bool

    init(_ node: SourceNode?, bounds: BoundsSection, log: FindingLog) {
        let findings = log.findings.count
        plan = node.map { Self.read($0, bounds, log) }
        isComplete = log.findings.count == findings
    }

    private static func read(_ node: SourceNode, _ bounds: BoundsSection, _ log: FindingLog) -> ManagedKeysPlan {
        var plan = ManagedKeysPlan()
        let keys = ["at-start", "expiring", "unprobed", "push", "poll"]
        if let fields = Fields(node, of: "managed-keys", keys: keys, log: log) {
            plan.atStart = fields.integer("at-start", in: 0...Limits.probedKeys) ?? 0
            plan.expiring = fields.expiringAtStart(besides: plan.atStart)
            plan.unprobed = fields.integer("unprobed", in: 0...Limits.unprobedKeys) ?? 0
            plan.push = fields.boolean("push") ?? plan.push
            plan.poll = fields.period("poll", atLeast: Limits.poll) ?? plan.poll
        }
        // Each interval is drawn within a tenth of it.
        let slowest = plan.poll + plan.poll / 10 + BoundsSection.allowance
        plan.learn = bounds.learn ?? slowest
        plan.refuse = bounds.refuse ?? slowest
        return plan
    }
}

extension Fields {
    fileprivate func expiringAtStart(besides others: Int) -> ExpiringKeys? {
        let fields = value("expiring").flatMap { node in
            Fields(node, of: "expiring", keys: ExpiringKeys.parameters, log: log)
        }
        guard let fields, let keys = fields.expiringKeys() else { return nil }
        let probed = others + keys.count
        if probed > Limits.probedKeys {
            log.report(Rules.tooMany("probed", probed, most: Limits.probedKeys), at: fields.position(of: "count"))
        }
        if keys.after + keys.within > Limits.runLength {
            let end = DurationText.text(keys.after + keys.within)
            log.report("expiring: the last key ends after \(end); a run has at most 1h", at: position(of: "expiring"))
        }
        return keys
    }
}
