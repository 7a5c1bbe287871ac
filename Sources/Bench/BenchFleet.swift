import Fleet
import Foundation
import ReplicaProcess
import Scenario

/// A fleet for measurements: the plan of a run that has no steps.
struct BenchFleet {
    /// Over the whole benchmark: each start makes new ones, with pages of the history that nobody has touched.
    let replicas: Int
    var rotations = 1
    var otherClients = 0
    /// That replicas are told of; 0: they do not look at managed keys.
    var managedKeys = 0
    /// Makes the HTTP faces of replicas that are to have one.
    var face: ReplicaFaceStart?

    func stage<Value>(_ body: @escaping (FleetStage) async throws(FleetError) -> Value) throws -> Value {
        let directory = NSTemporaryDirectory() + "keyquake-bench"
        defer { try? FileManager.default.removeItem(atPath: directory) }  // nothing in it is a result
        let options = RunOptions(out: directory, scenarioText: text, isQuiet: true, otherClients: otherClients)
        return try FleetHost(plan: plan(), options: options, face: face).stage(body)
    }

    private func plan() throws -> Plan { try parseScenario(text: text, file: "bench").get() }

    /// Never performed; but they say how many credentials there will be.
    private var steps: String {
        let keys = managedKeys > 0 ? ["{ at: 60s, create-key: { count: \(managedKeys) } }"] : []
        return (Array(repeating: "{ at: 60s, rotate-admin-key: {} }", count: rotations) + keys).joined(separator: ", ")
    }

    private var text: String {
        """
        scenario: bench
        about: A fleet that is measured.
        seed: 1
        fleet: { replicas: \(replicas), admin-key: { slot: fenced, push: true, poll: 500ms } }
        \(managedKeys > 0 ? "managed-keys: { push: true, poll: 5s }" : "")
        steps: [\(steps)]
        """
    }
}
