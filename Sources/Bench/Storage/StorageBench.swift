import AuthorizationStorage
import CPosix
import Credentials
import Fleet
import RedisLink

/// What the storage of an authorization server costs beside a plain loop of blocking hiredis that sends the same bytes,
/// and one that also reads or makes the same documents with the same codec: all on one connection to a real Redis, with
/// the same number of calls on their way, by turns in the same run.
package struct StorageBench {
    package var rounds = 9
    package var calls = 20_000
    package var inFlight = 256
    package var sessions = 20_000

    package init() {}

    package func run() throws -> BenchReport {
        let rows = try BenchFleet(replicas: 1, otherClients: 16).stage { stage async throws(FleetError) in
            do {
                return try await StorageMeasurement(bench: self, stage: stage).rows()
            } catch {
                throw error as? FleetError ?? FleetError(.redisUnusable, "\(error)")
            }
        }
        return BenchReport(bench: "storage", machine: machineDescription(), rows: rows, notes: [Self.note])
    }

    private static let note = """
        bare: the same commands through blocking hiredis. codec: the same, and every document is read or made with the
        storage's codec. ours: the storage's API. ratio: ours to codec, round by round; at least 0.85 is asked for.
        cpu_us: microseconds of the processor a call, without Redis; cpu_ratio: codec's to ours.
        """
}
