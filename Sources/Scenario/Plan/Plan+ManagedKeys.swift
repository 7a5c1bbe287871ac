/// How many managed keys a run can come to hold: what has to be there for them before it starts.
extension Plan {
    /// Probed ones, if every `pick` finds all the replicas that it may draw from.
    package var mostProbedKeys: Int {
        guard let managedKeys else { return 0 }
        var replicas = fleet.replicas
        return flattenedSteps.reduce(managedKeys.probedAtStart) { sum, step in
            if case .addReplicas(let count) = step.action { replicas += count }
            return sum + step.action.mostProbedKeys(of: replicas)
        }
    }
}

extension ManagedKeysPlan {
    package var probedAtStart: Int { atStart + (expiring?.count ?? 0) }
}

extension StepAction {
    /// Probed keys that the step makes at most, with that many replicas to draw from. A `together` makes none: its
    /// children do.
    package func mostProbedKeys(of replicas: Int) -> Int {
        switch self {
        case .createKey(let step), .firstKey(let step): step.count * (step.writers?.most(of: replicas) ?? 1)
        case .expireKeys(let keys): keys.count
        default: 0
        }
    }

    package var unprobedKeys: Int {
        if case .floodKeys(let flood) = self { flood.count } else { 0 }
    }
}

extension Pick {
    /// How many are drawn when nobody is dead or held.
    fileprivate func most(of replicas: Int) -> Int {
        switch self {
        case .count(let count): count
        case .percent(let percent): (replicas * percent + 99) / 100
        case .replicas(let numbers): numbers.count
        }
    }
}
