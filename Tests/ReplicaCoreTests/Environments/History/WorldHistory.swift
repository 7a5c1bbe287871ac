import Credentials
import Foundation
import History
import HistoryLog
@testable import Scenario

@testable import Checks
@testable import ReplicaCore

/// A world's life as a run would have recorded it: what the coordinator did, what upstream saw, and what each replica said,
/// written through the real writer, to be judged by the real checks.
final class WorldHistory {
    static let learn: UInt64 = 1_200_000_000
    private let directory: URL
    private let path: String
    private let plan: Plan

    init(_ world: EnvironmentWorld) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "keyquake-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.appending(path: "history.kq").path
        plan = Self.plan(world)
        let credentials = WorldCredentials(environments: world.settings.environments)
        let file = try HistoryFile.create(
            at: path,
            layout: HistoryLayout(
                replicas: world.replicas.count, cells: credentials.all.count, replicaRecords: 40_000,
                coordinatorRecords: 60_000, zygoteRecords: 16))
        WorldCoordinator(world, credentials).write(to: file.writer(of: .coordinator))
        for number in world.replicas.indices {
            let writer = file.writer(of: .replica(ReplicaID(UInt32(number + 1))))
            var replica = WorldReplica(number, credentials, writer)
            for entry in world.trace where entry.replica == number { replica.take(entry) }
            replica.finish(at: world.now)
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)  // nobody to tell
    }

    func findings() throws -> Findings { judge(try HistoryFile.open(at: path), plan: plan) }

    private static func plan(_ world: EnvironmentWorld) -> Plan {
        var plan = Plan(
            name: "world", about: "", seed: 1, fleet: FleetPlan(replicas: world.replicas.count), redis: RedisPlan(),
            probe: ProbePlan(), bounds: Bounds(learn: learn, refuse: learn), steps: [], expectations: [],
            expectedVerdict: .pass, expectedFailing: [])
        plan.environments = EnvironmentsPlan()
        plan.environments?.poll = 500_000_000
        plan.environments?.learn = learn
        plan.environments?.refuse = learn
        return plan
    }
}
