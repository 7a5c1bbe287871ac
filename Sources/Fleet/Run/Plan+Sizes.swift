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

    /// At the most.
    var connectionsPerReplica: Int { tokens == nil ? 2 : 3 }

    /// Credentials that the coordinator will name: keys of the start, one for each rotation, one never issued, the
    /// internal token; keys that replicas may generate.
    private var credentials: Int {
        (fleet.initial == .shared ? 1 : largestFleet) + rotations + 2 + probedKeys + environmentCredentials
    }

    /// Those of environments, and one of each kind that is never stated.
    private var environmentCredentials: Int { environments == nil ? 0 : 3 + mostEnvironmentCredentials }

    /// A primary and a predecessor for each environment of each replica.
    var usualUpstreamConnections: Int { 2 * mostEnvironments * largestFleet }

    /// Managed keys that replicas ask about, and the one never issued.
    private var probedKeys: Int { managedKeys == nil ? 0 : 1 + mostProbedKeys }

    private var rotations: Int {
        flattenedSteps.count { if case .rotateAdminKey = $0.action { true } else { false } }
    }

    private var restarts: Int {
        flattenedSteps.count { step in
            switch step.action {
            case .killReplica(let end), .stopReplica(let end): end.restartAfter != nil
            case .killLeaseHolder(let kill): kill.restartAfter != nil
            case .coldStart: true
            default: false
            }
        }
    }

    var historyLayout: HistoryLayout {
        var demand = HistoryDemand(
            replicas: largestFleet, credentials: credentials, seconds: Double(longestRunLength) / 1e9,
            operations: flattenedSteps.count + 2 * probedKeys + mostDocuments, steps: flattenedSteps.count,
            restarts: restarts,
            slotSamplesPerSecond: Double(1_000_000_000 / SlotSampler.every),
            outsideProbesPerSecond: ProbingBudget(plan: self)
                .mostOutsideProbesPerSecond(known: credentials),
            registrations: mostRegistrations + mostShown)
        demand.environments = mostEnvironments
        demand.documents = mostDocuments
        demand.tokenRecords = tokenRecords
        demand.coordinatorTokenRecords = coordinatorTokenRecords
        demand.hasProbers = probesOverHTTP && !isForeign
        return demand.layout
    }
}
