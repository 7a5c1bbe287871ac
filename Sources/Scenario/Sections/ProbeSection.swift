/// Reads `probe`.
enum ProbeSection {
    static func read(_ node: SourceNode?, fleet: FleetSection, log: FindingLog) -> ProbePlan {
        var plan = ProbePlan()
        if fleet.isForeign { plan.via = .http }
        guard let node, let fields = Fields(node, of: "probe", keys: ["every", "via"], log: log) else { return plan }
        plan.every = fields.duration("every")
        if plan.every == 0 {
            log.report("every is more than nothing", at: fields.position(of: "every"))
        }
        plan.via = fields.choice("via", of: ProbePlan.Via.self) ?? plan.via
        check(plan.via, fleet, fields)
        return plan
    }

    private static func check(_ via: ProbePlan.Via, _ fleet: FleetSection, _ fields: Fields) {
        switch via {
        case .http where !fleet.plan.http && !fleet.isForeign:
            fields.log.report(
                "via: http asks replicas that listen: fleet has no http: true", at: fields.position(of: "via"))
        case .process where fleet.isForeign:
            fields.log.report("via: process: a foreign program does not ask itself", at: fields.position(of: "via"))
        case .http, .process: break
        }
    }
}
