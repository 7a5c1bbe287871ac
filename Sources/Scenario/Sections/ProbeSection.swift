/// Reads `probe`.
enum ProbeSection {
    static func read(_ node: SourceNode?, log: FindingLog) -> ProbePlan {
        var plan = ProbePlan()
        guard let node, let fields = Fields(node, of: "probe", keys: ["every", "via"], log: log) else { return plan }
        plan.every = fields.duration("every")
        if plan.every == 0 {
            log.report("every is more than nothing", at: fields.position(of: "every"))
        }
        plan.via = fields.choice("via", of: ProbePlan.Via.self) ?? plan.via
        if NotYet.probes.contains(plan.via) {
            log.report(NotYet.message("via: \(plan.via.rawValue)"), at: fields.position(of: "via"))
        }
        return plan
    }
}
