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
    /// Hot ones, where more are hot than a slot holds keys.
    let hotProbesPerSecond: UInt32

    /// Chosen for an estimate of 20 µs a round, of which a tenth of two cores has 10,000 a second over the whole fleet.
    /// `bench fork` puts a round lower: 10,000 of them a second took an idle fleet from 17.9 to 22.4 % of a core.
    private static let roundsPerSecond = 10_000
    private static let shortest: UInt64 = 10_000_000
    /// Hot probes of the whole fleet, at about a microsecond each; a tenth of two cores has as many.
    private static let hotOnes = 200_000
    /// In each round, however large the fleet is: the keys of a slot, and some.
    private static let leastHotOnes = 20.0

    init(plan: Plan) {
        replicas = plan.largestFleet
        let affordable = UInt64(replicas) * 1_000_000_000 / UInt64(Self.roundsPerSecond)
        every = plan.probe.every ?? max(Self.shortest, affordable)
        coldProbesPerSecond = UInt32(max(200, 100_000 / max(1, replicas)))
        let least = Self.leastHotOnes * 1e9 / Double(every)
        hotProbesPerSecond = UInt32(max(least, Double(Self.hotOnes / max(1, replicas))))
    }

    /// What replicas ask themselves, all of them together.
    func probesPerSecond(replicas: Int, hot: Int, known: Int) -> Double {
        let cold = min(max(0, known - hot), Int(coldProbesPerSecond))
        let asked = min(Double(hot) * 1e9 / Double(every), Double(hotProbesPerSecond))
        return Double(replicas) * (asked + Double(cold))
    }

    /// A hundredth of it, and a tenth more: who is hot is a guess here.
    func outsideProbesPerSecond(replicas: Int, hot: Int, known: Int) -> Double {
        min(
            OutsideProber.mostPerSecond,
            1.1 / 100 * probesPerSecond(replicas: replicas, hot: hot, known: known))
    }

    /// For the size of the history: with as many hot ones as a slot holds keys, and the next two.
    func mostOutsideProbesPerSecond(known: Int) -> Double {
        outsideProbesPerSecond(replicas: replicas, hot: min(known, 7), known: known)
    }
}
