import Fleet
import Foundation
import Scenario

/// A fleet for measurements: the plan of a run that has no steps.
struct BenchFleet {
    /// Over the whole benchmark: each start makes new ones, with pages of the history that nobody has touched.
    let replicas: Int
    var otherClients = 0

    func stage<Value>(_ body: @escaping (FleetStage) async throws(FleetError) -> Value) throws -> Value {
        let directory = NSTemporaryDirectory() + "keyquake-bench"
        defer { try? FileManager.default.removeItem(atPath: directory) }  // nothing in it is a result
        let options = RunOptions(out: directory, scenarioText: text, isQuiet: true, otherClients: otherClients)
        return try FleetHost(plan: plan(), options: options).stage(body)
    }

    private func plan() throws -> Plan { try parseScenario(text: text, file: "bench").get() }

    private var text: String {
        """
        scenario: bench
        about: A fleet that is measured.
        seed: 1
        fleet: { replicas: \(replicas), admin-key: { slot: fenced, push: true, poll: 500ms } }
        steps: [{ at: 60s, rotate-admin-key: {} }]
        """
    }
}
