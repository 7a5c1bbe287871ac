/// Reads `environments`. Without it replicas have none.
///
/// ```yaml
/// environments:
///   list:                      # or `count: 3`, which are called env-1, env-2, env-3
///     - { name: web, additional-sdk-keys: 2 }
///     - { name: app, offline: true, mobile-key: false }
///   push: true
///   poll: 5s
///   cleanup: 1m
/// ```
struct EnvironmentsSection {
    let plan: EnvironmentsPlan?
    /// Whether nothing was wrong with it. Rules about names and keys keep quiet otherwise.
    let isComplete: Bool

    private static let keys = ["count", "list", "push", "poll", "cleanup"]

    init(_ node: SourceNode?, bounds: BoundsSection, log: FindingLog) {
        let findings = log.findings.count
        plan = node.map { Self.read($0, bounds, log) }
        isComplete = log.findings.count == findings
    }

    private static func read(_ node: SourceNode, _ bounds: BoundsSection, _ log: FindingLog) -> EnvironmentsPlan {
        var plan = EnvironmentsPlan()
        if let fields = Fields(node, of: "environments", keys: keys, log: log) {
            plan.atStart = fields.environmentsAtStart()
            plan.push = fields.boolean("push") ?? plan.push
            plan.poll = fields.period("poll", atLeast: Limits.poll) ?? plan.poll
            plan.cleanup = fields.period("cleanup", atLeast: Limits.cleanup) ?? plan.cleanup
        }
        // Each interval is drawn within a tenth of it.
        let slowest = plan.poll + plan.poll / 10 + BoundsSection.allowance
        plan.learn = bounds.learn ?? slowest
        plan.refuse = bounds.refuse ?? slowest
        return plan
    }
}

extension Fields {
    fileprivate func environmentsAtStart() -> [EnvironmentPlan] {
        guard let list = value("list") else {
            let count = integer("count", in: 1...Limits.environments) ?? 0
            return (0..<count).map { EnvironmentPlan(name: "env-\($0 + 1)") }
        }
        if value("count") != nil {
            log.report("environments takes 'count' or 'list', not both", at: position(of: "count"))
        }
        guard case .sequence(let nodes) = list.content else {
            log.report("list is a list of environments, not \(list.typeName)", at: list.position)
            return []
        }
        guard nodes.count <= Limits.environments else {
            log.report("a scenario starts with at most \(Limits.environments) environments", at: list.position)
            return []
        }
        return environments(nodes)
    }

    private func environments(_ nodes: [SourceNode]) -> [EnvironmentPlan] {
        var names: Set<String> = []
        return nodes.compactMap { node in
            guard let fields = Fields(node, of: "an environment", keys: EnvironmentPlan.parameters, log: log),
                let plan = fields.environmentPlan()
            else { return nil }
            if !names.insert(plan.name).inserted {
                log.report("two environments are called '\(plan.name)'", at: fields.position(of: "name"))
            }
            return plan
        }
    }
}
