import Fleet

/// How long a deactivation takes to reach a whole fleet by push, beside as many bare subscribers that store a time stamp.
struct DeactivationBench {
    let size: Int
    let rounds: Int

    func run() throws -> BenchRow {
        let floor = try Floor(capacity: size)
        let fleet = BenchFleet(
            replicas: size, rotations: 1, otherClients: 2 * size, managedKeys: rounds + Population.warmUps)
        return try fleet.stage { stage async throws(FleetError) in
            try await Population(size: size, stage: stage, floor: floor).deactivate(rounds: rounds)
        }
    }
}
