import Scenario

extension Plan {
    /// What the coordinator makes of the scenario's `probe`.
    package var probeIntervalMilliseconds: Double { Double(ProbingBudget(plan: self).every) / 1e6 }
}

/// How often replicas ask themselves, so that all probing together stays within a tenth of the machine.
struct ProbingBudget {
    /// Nanoseconds between two probes of a hot credential.
    let every: UInt64
    let replicas: Int
    /// Cold credentials that one replica asks in a second at the most.
    let coldProbesPerSecond: UInt32

    /// Chosen for an estimate of 20 µs a round, of which a tenth of two cores has 10,000 a second over the whole fleet.
    /// `bench fork` puts a round lower: 10,000 of them a second took an idle fleet from 17.9 to 22.4 % of a core.
    private static let roundsPerSecond = 10_000
    private static let shortest: UInt64 = 10_000_000

    init(plan: Plan) {
        replicas = plan.largestFleet
        let affordable = UInt64(replicas) * 1_000_000_000 / UInt64(Self.roundsPerSecond)
        every = plan.probe.every ?? max(Self.shortest, affordable)
        coldProbesPerSecond = UInt32(max(200, 100_000 / max(1, replicas)))
    }

    /// One credential a round, as a floor: what the hundredth from outside is counted from.
    var fleetProbesPerSecond: Double { Double(replicas) * 1e9 / Double(every) * 2 }

    var outsideProbesPerSecond: Double { min(OutsideProber.mostPerSecond, fleetProbesPerSecond / 100) }
}
