import CPosix
import Fleet
import Glibc

/// What managed keys cost a replica: a decision beside its floor, a load of all of them by one process and by many at
/// once beside the bare transfer of the same pages, the memory that they take, and how fast a deactivation reaches a fleet.
package struct ManagedKeysBench {
    package var keys = 100_000
    package var rounds = 9
    package var calls = 200_000
    package var loads = 5
    /// How many load at once, beside one alone.
    package var processes = [4, 16]
    /// Whom a deactivation has to reach, and how often one is made.
    package var fleet = 200
    package var deactivations = 20

    package init() {}

    package func run() throws -> BenchReport {
        try checkAllocationCounter()
        let floor = try Floor(capacity: max(1, processes.max() ?? 1))
        let now = (Int64(kq_now()) + kq_wall_offset()) / 1_000_000
        let set = BenchKeySet(keys, now: now)
        let decisions = try KeyDecisionBench(keys: set, rounds: rounds, calls: calls, now: now).rows()
        let loading = try BenchFleet(replicas: 1, otherClients: 32 + (processes.max() ?? 1)).stage {
            stage async throws(FleetError) in
            try await stage.plant(set.records)
            return try await measure(floor, stage)
        }
        let push = try DeactivationBench(size: fleet, rounds: deactivations).run()
        return BenchReport(
            bench: "managed-keys", machine: machineDescription(), rows: decisions + loading.rows + [push])
    }

    /// Floor and ours alternate, so that both meet the same moments of the machine.
    private func measure(_ floor: Floor, _ stage: FleetStage) async throws(FleetError) -> KeyLoadRows {
        var all: [KeyLoads] = []
        for count in [1] + processes {
            var repeats = KeyLoads(count: count)
            for _ in 0..<loads {
                repeats.floors.append(try await floor.load(.keyPages, count, keys: keys, in: stage))
                repeats.ours.append(try await floor.load(.keyCache, count, keys: keys, in: stage))
            }
            all.append(repeats)
        }
        return KeyLoadRows(keys: keys, cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)), loads: all)
    }
}
