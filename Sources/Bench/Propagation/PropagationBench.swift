import Fleet

/// How long a change takes to reach a whole fleet: pushed, beside the same number of bare subscribers that store a time
/// stamp; and found by polling, beside the interval that it cannot beat.
package struct PropagationBench {
    package var sizes = [100, 1_000]
    package var rounds = 20
    package var pollRounds = 5

    package init() {}

    package func run() throws -> BenchReport {
        let largest = sizes.max() ?? 1
        let floor = try Floor(capacity: largest)
        let fleet = BenchFleet(replicas: 2 * sizes.reduce(0, +), otherClients: 2 * largest)
        let rows = try fleet.stage { stage async throws(FleetError) in
            var rows: [BenchRow] = []
            for size in sizes {
                let population = Population(size: size, stage: stage, floor: floor)
                rows.append(try await population.push(rounds: rounds))
            }
            for size in sizes {
                let population = Population(size: size, stage: stage, floor: floor)
                rows.append(try await population.poll(rounds: pollRounds))
            }
            return rows
        }
        return BenchReport(bench: "propagation", machine: machineDescription(), rows: rows)
    }
}
