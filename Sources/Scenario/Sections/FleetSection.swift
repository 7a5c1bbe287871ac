/// Reads `fleet`.
struct FleetSection {
    let plan: FleetPlan
    /// Nil when the number of replicas is not known, so that rules about numbers keep quiet.
    let replicas: Int?

    init(_ node: SourceNode?, log: FindingLog) {
        let fields = node.flatMap { Fields($0, of: "fleet", keys: ["replicas", "http", "admin-key"], log: log) }
        replicas = fields?.requiredInteger("replicas", in: 1...Limits.replicas)
        var plan = FleetPlan(replicas: replicas ?? 1)
        if let fields {
            Self.checkHTTP(fields)
            fields.value("admin-key").map { Self.readAdminKey($0, into: &plan, log: log) }
        }
        self.plan = plan
    }

    private static func checkHTTP(_ fields: Fields) {
        guard fields.boolean("http") == true, NotYet.httpFace else { return }
        fields.log.report(NotYet.message("http: true"), at: fields.position(of: "http"))
    }

    private static let adminKeyKeys = ["initial", "slot", "push", "poll", "at-start", "on-stale", "repair"]

    private static func readAdminKey(_ node: SourceNode, into plan: inout FleetPlan, log: FindingLog) {
        guard let fields = Fields(node, of: "fleet.admin-key", keys: adminKeyKeys, log: log) else { return }
        plan.initial = fields.choice("initial", of: FleetPlan.InitialKey.self) ?? plan.initial
        plan.slot = fields.choice("slot", of: FleetPlan.Slot.self) ?? plan.slot
        plan.push = fields.boolean("push") ?? plan.push
        plan.poll = fields.period("poll", atLeast: Limits.poll) ?? plan.poll
        plan.atStart = fields.choice("at-start", of: FleetPlan.AtStart.self) ?? plan.atStart
        plan.onStale = fields.onStale(poll: plan.poll) ?? plan.onStale
        plan.repair = fields.choice("repair", of: FleetPlan.Repair.self) ?? plan.repair
        fields.checkBootstrap(plan)
    }
}

extension Fields {
    /// Who makes the first key, if anybody does.
    fileprivate func checkBootstrap(_ plan: FleetPlan) {
        switch plan.initial {
        case .shared: break
        case .each, .none: checkOwnKeys(plan)
        case .off: checkNoKey(plan)
        }
    }

    /// With `repair: none` replicas cannot write, so the operator bootstraps.
    private func checkOwnKeys(_ plan: FleetPlan) {
        guard plan.repair == .none else { return }
        log.report(
            "initial: \(plan.initial.rawValue) has replicas bootstrap with keys of their own, and repair: none lets none "
                + "of them write", at: position(of: "initial"))
    }

    /// An empty slot is no good read, so every replica would wait for the first rotation.
    private func checkNoKey(_ plan: FleetPlan) {
        guard plan.atStart == .refuse else { return }
        log.report(
            "at-start: refuse waits for a key in the slot, and initial: off puts none there",
            at: position(of: "at-start"))
    }

    /// `keep`, or `{ refuse-after: DURATION }`.
    fileprivate func onStale(poll: UInt64) -> FleetPlan.OnStale? {
        guard let node = value("on-stale") else { return nil }
        if case .scalar(let scalar) = node.content {
            if scalar.text == "keep" { return .keep }
            log.report("on-stale is keep or { refuse-after: DURATION }, not '\(scalar.text)'", at: node.position)
            return nil
        }
        guard let fields = Fields(node, of: "on-stale", keys: ["refuse-after"], log: log),
            let limit = fields.requiredDuration("refuse-after")
        else { return nil }
        if limit <= poll {
            log.report(
                "refuse-after: \(DurationText.text(limit)) is no longer than a poll (\(DurationText.text(poll))): "
                    + "every replica would refuse between two polls", at: fields.position(of: "refuse-after"))
        }
        return .refuseAfter(limit)
    }
}
