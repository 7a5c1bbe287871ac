import Checks
import Glibc
import History
import HistoryLog
import Scenario

/// How fast a history is checked: `keyquake check` as a whole, reading included, on ten million records in the mix of
/// rotation-storm, beside the floor of touching every record once; and the linearizability sweep alone.
package struct ChecksBench {
    package var rounds = 5
    package var storm = StormShape()
    package var sweepOperations = 1_000_000
    /// Where the history is written; it is removed again.
    package var directory = "/tmp"

    package init() {}

    /// What was measured is not what should have been: the storm that was written has to pass.
    package struct Wrong: Error, CustomStringConvertible {
        package let description: String
    }

    package func run() throws -> [ChecksBenchRow] {
        let path = "\(directory)/keyquake-bench-\(getpid()).kq"
        defer { unlink(path) }
        try StormHistory(shape: storm).write(to: path)
        return [try check(path, try stormPlan())] + sweepRows()
    }

    private func check(_ path: String, _ plan: Plan) throws -> ChecksBenchRow {
        var (ours, floors): ([Double], [Double]) = ([], [])
        var records = 0
        for _ in 0..<rounds {
            floors.append(try seconds { records = try countRecords(path) })
            ours.append(try seconds { try expectSound(judge(HistoryFile.open(at: path), plan: plan)) })
        }
        return ChecksBenchRow("check a history, reading included", count: records, ours, floor: floors)
    }

    private func expectSound(_ findings: Findings) throws {
        guard findings.violations.isEmpty, findings.probes.made > 0 else {
            throw Wrong(description: "the written storm is not sound: \(findings.violations.first as Any)")
        }
    }

    /// The floor: map the file and look at the kind of every record, on one core.
    private func countRecords(_ path: String) throws -> Int {
        let history = try HistoryFile.open(at: path)
        var kinds: UInt64 = 0
        var count = 0
        for owner in history.owners {
            guard let records = history.region(of: owner)?.records else { continue }
            for index in records.indices { kinds &+= UInt64(records[index].kind) }
            count += records.count
        }
        return kinds > 0 ? count : 0
    }

    private func sweepRows() -> [ChecksBenchRow] {
        [5, 64].map { clients in
            let operations = SlotTraffic(clients: clients, operations: sweepOperations).operations
            let taken = (0..<rounds).map { _ in
                seconds {
                    precondition(LinearizabilitySweep(operations).wrong().isEmpty, "the traffic is linearizable")
                }
            }
            return ChecksBenchRow("linearizability sweep, \(clients) clients", count: operations.count, taken)
        }
    }

    private func stormPlan() throws -> Plan {
        let text = """
            scenario: checks-bench
            about: The mix of rotation-storm.
            fleet: { replicas: \(storm.replicas) }
            bounds: { learn: 600ms, refuse: 600ms }
            steps: [{ at: 1s, rotate-admin-key: {} }]
            """
        return try parseScenario(text: text, file: "checks-bench").get()
    }
}

private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let taken = try ContinuousClock().measure(body)
    return Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
}
