import History

/// What was used is given back: Redis connections by name, descriptors and threads of each replica return to what they
/// were, no process and no key is left.
enum LeakCheck: Check {
    static let name = "leaks"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        connections(context, &outcome)
        inventories(context, &outcome)
        leftovers(.processes, "leaked.processes", context, &outcome)
        leftovers(.keys, "leaked.keys", context, &outcome)
        if context.hasManagedKeys || context.plan.tokens != nil {
            leftovers(.indexMembers, "leaked.index-members", context, &outcome)
        }
        return outcome
    }

    private static func connections(_ context: CheckContext, _ outcome: inout CheckOutcome) {
        var leaked = 0
        for clients in context.model.redisClients where clients.found > clients.expected {
            leaked += Int(clients.found - clients.expected)
            outcome.add(
                context.violation(
                    name, clients.life, at: clients.at, expected: "\(clients.expected) Redis connections",
                    "\(clients.found) under its name"))
        }
        outcome.count("leaked.redis-connections", leaked, samples: context.model.redisClients.count)
    }

    private static func inventories(_ context: CheckContext, _ outcome: inout CheckOutcome) {
        var (descriptors, threads, judged) = (0, 0, 0)
        let links = Dictionary(context.lives.map { ($0.life, $0.facts.links) }) { first, _ in first }
        for (life, end) in context.model.endInventories.sorted(by: { $0.key < $1.key }) {
            let looks = context.model.baselines[life] ?? []
            guard let baseline = baseline(looks, links[life] ?? LinkHistory()) else { continue }
            judged += 1
            let more = (
                Int(end.inventory.descriptors) - Int(baseline.descriptors),
                Int(end.inventory.threads) - Int(baseline.threads)
            )
            descriptors += max(0, more.0)
            threads += max(0, more.1)
            guard more.0 > 0 || more.1 > 0 else { continue }
            outcome.add(
                context.violation(
                    name, life, at: end.at,
                    expected: "\(baseline.descriptors) descriptors, \(baseline.threads) threads",
                    "\(end.inventory.descriptors) descriptors, \(end.inventory.threads) threads"))
        }
        outcome.count("leaked.descriptors", descriptors, samples: judged)
        outcome.count("leaked.threads", threads, samples: judged)
    }

    /// The most that a life held while all its links were up: what is missing while one is away, and comes back with it, is
    /// no leak. Nil, and not judged, where it was never looked at then.
    private static func baseline(_ looks: [(at: Time, inventory: Inventory)], _ links: LinkHistory) -> Inventory? {
        let full = looks.filter { links.areUp(at: $0.at) }.map(\.inventory)
        let most = (descriptors: full.map(\.descriptors).max(), threads: full.map(\.threads).max())
        guard let descriptors = most.descriptors, let threads = most.threads else { return nil }
        return Inventory(descriptors: descriptors, threads: threads)
    }

    private static func leftovers(
        _ kind: LeftoverKind, _ metric: String, _ context: CheckContext, _ outcome: inout CheckOutcome
    ) {
        let found = context.model.leftovers.filter { $0.kind == kind }
        let count = found.reduce(0) { $0 + Int($1.count) }
        outcome.count(metric, count, samples: found.count)
        guard count > 0, let last = found.last else { return }
        outcome.add(context.violation(name, nil, at: last.at, expected: "no \(kind.label) left", "\(count) left"))
    }
}

extension LeftoverKind {
    fileprivate var label: String {
        switch self {
        case .processes: "processes"
        case .keys: "keys"
        case .indexMembers: "index members"
        }
    }
}

extension Life: Comparable {
    package static func < (left: Life, right: Life) -> Bool {
        (left.replica, left.incarnation.number) < (right.replica, right.incarnation.number)
    }
}
