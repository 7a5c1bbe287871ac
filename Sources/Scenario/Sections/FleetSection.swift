/// Reads `fleet`.
struct FleetSection {
    let plan: FleetPlan
    /// Nil when the number of replicas is not known, so that rules about numbers keep quiet.
    let replicas: Int?
    /// Also when what it says of the programs could not be read.
    let isForeign: Bool
    /// Where it says so, or that replicas listen.
    let commandPosition: Position
    let listenersPosition: Position

    init(_ node: SourceNode?, log: FindingLog) {
        let fields = node.flatMap {
            Fields($0, of: "fleet", keys: ["replicas", "http", "admin-key"] + ForeignSection.keys, log: log)
        }
        replicas = fields?.requiredInteger("replicas", in: 1...Limits.replicas)
        isForeign = fields?.value("command") != nil
        commandPosition = fields?.position(of: "command") ?? .start
        listenersPosition = fields?.position(of: "replicas") ?? .start
        var plan = FleetPlan(replicas: replicas ?? 1)
        if let fields {
            plan.http = fields.boolean("http") ?? false
            plan.foreign = ForeignSection(fields: fields).read()
            if isForeign { plan.repair = .none }
            fields.value("admin-key").map { Self.readAdminKey($0, into: &plan, log: log) }
            if isForeign { fields.checkForeign(plan) }
        }
        self.plan = plan
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
    /// What cannot be asked of a program that is not ours.
    fileprivate func checkForeign(_ plan: FleetPlan) {
        if plan.http { log.report("http: a foreign program has a face of its own", at: position(of: "http")) }
        guard let settings = value("admin-key") else { return }
        if plan.initial == .none {
            log.report(
                "initial: none: a key that a foreign program makes is known to nobody else",
                at: settings["initial"]?.position ?? settings.position)
        }
        for (key, isAsked) in [("at-start", plan.atStart != .degrade), ("on-stale", plan.onStale != .keep)]
        where isAsked {
            log.report(
                "\(key): what a foreign program does then is its own affair",
                at: settings[key]?.position ?? settings.position)
        }
    }

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
