import Fleet
import Glibc

/// What it costs to have N replicas: time until all said ready, memory, and CPU while nothing happens; beside bare forked
/// processes with a loop and two links, and beside the same replica as a program of its own.
package struct ForkBench {
    package var replicas = 1_000
    package var rounds = 3
    /// Programs take too long to have as many.
    package var programs = 50
    package var idleSeconds = 5
    /// How the executable is called to become a replica.
    package var arguments: (ExecutedReplica) -> [String]

    package init(arguments: @escaping (ExecutedReplica) -> [String]) { self.arguments = arguments }

    package func run() throws -> BenchReport {
        let floor = try Floor(capacity: replicas)
        let fleet = BenchFleet(replicas: replicas * (rounds + 2) + programs, otherClients: 2 * replicas)
        let rows = try fleet.stage { stage async throws(FleetError) in
            let measurement = ForkMeasurement(bench: self, stage: stage, floor: floor)
            return try await measurement.rows()
        }
        return BenchReport(bench: "fork", machine: machineDescription(), rows: rows)
    }
}

/// One run of the benchmark, on the loop.
final class ForkMeasurement {
    private let bench: ForkBench
    private let stage: FleetStage
    private let floor: Floor
    /// Once, before anything was started: the kernel keeps what it once allocated for processes and sockets that ended.
    private let freeAtStart = availableMemory()

    init(bench: ForkBench, stage: FleetStage, floor: Floor) {
        self.bench = bench
        self.stage = stage
        self.floor = floor
    }

    func rows() async throws(FleetError) -> [BenchRow] {
        var floors: [StartSample] = []
        var ours: [StartSample] = []
        for _ in 0..<bench.rounds {
            floors.append(try await floorStart())
            ours.append(try await ourStart())
        }
        let programs = try await programStart()
        let start = StartRows(replicas: bench.replicas, floors: floors, ours: ours, programs: programs)
        return start.rows + (try await IdleMeasurement(bench: bench, stage: stage, floor: floor).rows())
    }

    private func floorStart() async throws(FleetError) -> StartSample {
        let milliseconds = try await floor.start(.links, bench.replicas, in: stage)
        let sample = StartSample(
            milliseconds, bench.replicas, floor.board.pids(bench.replicas), freeBefore: freeAtStart)
        await floor.end(on: stage.loop)
        return sample
    }

    private func ourStart() async throws(FleetError) -> StartSample {
        let replicas = try await stage.start(bench.replicas)
        let sample = StartSample(replicas, freeBefore: freeAtStart)
        await stage.end(replicas)
        return sample
    }

    private func programStart() async throws(FleetError) -> StartSample {
        let replicas = try await stage.startPrograms(bench.programs, arguments: bench.arguments)
        let sample = StartSample(replicas, freeBefore: freeAtStart)
        await stage.end(replicas)
        return sample
    }
}
