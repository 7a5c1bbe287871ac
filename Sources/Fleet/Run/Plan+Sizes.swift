import HistoryLog
import Scenario

extension Plan {
    /// Replicas at the most, those included that steps add.
    var largestFleet: Int {
        let added = flattenedSteps.reduce(0) { sum, step in
            if case .addReplicas(let count) = step.action { sum + count } else { sum }
        }
        return fleet.replicas + added
    }

    /// Credentials that the coordinator will name: keys of the start, one for each rotation, one never issued, the
    /// internal token; keys that replicas may generate.
    private var credentials: Int { (fleet.initial == .shared ? 1 : largestFleet) + rotations + 2 + probedKeys }

    /// Managed keys that replicas ask about, and the one never issued.
    private var probedKeys: Int {
        guard let keys = managedKeys else { return 0 }
        let made = flattenedSteps.reduce(0) { $0 + $1.action.probedKeys(replicas: largestFleet) }
        return 1 + keys.atStart + (keys.expiring?.count ?? 0) + made
    }

    private var rotations: Int {
        flattenedSteps.count { if case .rotateAdminKey = $0.action { true } else { false } }
    }

    private var restarts: Int {
        flattenedSteps.count { step in
            switch step.action {
            case .killReplica(let end), .stopReplica(let end): end.restartAfter != nil
            default: false
            }
        }
    }

    var historyLayout: HistoryLayout {
        HistoryDemand(
            replicas: largestFleet, credentials: credentials, seconds: Double(longestRunLength) / 1e9,
            operations: flattenedSteps.count + 2 * probedKeys, steps: flattenedSteps.count, restarts: restarts,
            slotSamplesPerSecond: Double(1_000_000_000 / SlotSampler.every),
            outsideProbesPerSecond: ProbingBudget(plan: self)
                .mostOutsideProbesPerSecond(known: credentials)
        ).layout
    }
}

extension StepAction {
    /// Managed keys that this step makes and replicas ask about.
    fileprivate func probedKeys(replicas: Int) -> Int {
        switch self {
        case .createKey(let step), .firstKey(let step): step.count * (step.writers?.most(of: replicas) ?? 1)
        case .expireKeys(let keys): keys.count
        default: 0
        }
    }
}

extension Pick {
    /// How many it draws at most.
    fileprivate func most(of replicas: Int) -> Int {
        switch self {
        case .count(let count): min(count, replicas)
        case .percent(let percent): (replicas * percent + 99) / 100
        case .replicas(let numbers): numbers.count
        }
    }
}
