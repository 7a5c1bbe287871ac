/// Reads `registrations`: `{ upstreams: [idp, crm] }` or `{ count: 3 }`, and how replicas come to them. Without it they register
/// nowhere.
struct RegistrationsSection {
    let plan: RegistrationsPlan?

    init(_ node: SourceNode?, bounds: BoundsSection, log: FindingLog) {
        plan = node.map { Self.read($0, bounds, log) }
    }

    private static let keys = ["upstreams", "count", "claim", "push", "poll", "lease"]

    private static func read(_ node: SourceNode, _ bounds: BoundsSection, _ log: FindingLog) -> RegistrationsPlan {
        var plan = RegistrationsPlan()
        if let fields = Fields(node, of: "registrations", keys: keys, log: log) {
            plan.upstreams = fields.upstreamNames() ?? []
            plan.claim = fields.choice("claim", of: RegistrationsPlan.Claim.self) ?? plan.claim
            plan.push = fields.boolean("push") ?? plan.push
            plan.poll = fields.period("poll", atLeast: Limits.poll) ?? plan.poll
            plan.leaseLife = fields.lease(plan.claim) ?? plan.leaseLife
        }
        // Each interval is drawn within a tenth of it.
        plan.learn = bounds.learn ?? plan.poll + plan.poll / 10 + BoundsSection.allowance
        return plan
    }
}

extension Fields {
    /// Exactly one of a list of names and a number of them.
    fileprivate func upstreamNames() -> [String]? {
        switch (value("upstreams"), value("count")) {
        case (let node?, nil): return names(in: node)
        case (nil, _?):
            return integer("count", in: 1...Limits.upstreams).map { (1...$0).map { "upstream-\($0)" } }
        case (nil, nil): log.report("registrations needs 'upstreams' or 'count'", at: position)
        case (_?, _?): log.report("registrations takes 'upstreams' or 'count', not both", at: position(of: "count"))
        }
        return nil
    }

    private func names(in node: SourceNode) -> [String]? {
        guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
            log.report(
                "upstreams is a list of names, not \(node.isEmptyList ? "an empty one" : node.typeName)",
                at: node.position)
            return nil
        }
        guard nodes.count <= Limits.upstreams else {
            log.report("upstreams: \(nodes.count) of them; the most is \(Limits.upstreams)", at: node.position)
            return nil
        }
        let names = nodes.compactMap { $0.upstreamName(log: log) }
        var seen: Set<String> = []
        for (name, node) in zip(names, nodes) where names.count == nodes.count && !seen.insert(name).inserted {
            log.report("upstreams names '\(name)' twice", at: node.position)
        }
        return names.count == nodes.count ? names : nil
    }

    fileprivate func lease(_ claim: RegistrationsPlan.Claim) -> UInt64? {
        guard value("lease") != nil, claim == .lastWriter else { return period("lease", atLeast: Limits.lease) }
        log.report("lease: with claim: last-writer nobody takes one", at: position(of: "lease"))
        return nil
    }
}

extension SourceNode {
    fileprivate var isEmptyList: Bool { if case .sequence(let nodes) = content { nodes.isEmpty } else { false } }

    /// It becomes a part of a path.
    fileprivate func upstreamName(log: FindingLog) -> String? {
        guard let name = text(of: "upstreams", log: log) else { return nil }
        let isGood = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        if isGood, (1...64).contains(name.utf8.count) { return name }
        log.report("upstreams: '\(name)' is not of lower-case letters, digits and hyphens, 64 at most", at: position)
        return nil
    }
}
