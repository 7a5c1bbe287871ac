import Foundation
import Testing

@testable import Bench

@Suite struct FailoverTableTests {
    static let cell = FailoverCell(fault: .kill, slot: .plain, confirm: .all, minReplicas: 1)

    /// Three runs: the second lost a rotation and brought a key back on one replica.
    static func results() throws -> CellResults {
        let metrics = """
            "lost-rotations": { "value": %L, "unit": "count", "n": 2 },
            "superseded-rotations": { "value": 0, "unit": "count", "n": 2 },
            "resurrections": { "value": null, "unit": "count", "n": 0 },
            "admin-key.revocation-lag.max": { "value": 3.5, "unit": "ms", "n": 1 },
            "admin-key.stale-exposure.max": { "value": %E, "unit": "ms", "n": 1 },
            "redis.outage.max": { "value": 1700, "unit": "ms", "n": 1 }
            """
        var results = CellResults()
        for run in 0..<3 {
            var trace = TraceBuilder()
            trace.rotate(1, at: 1_000_000, on: 1)
            trace.look(at: 1_500_000, node: 2, sees: run == 1 ? 0 : 1)
            trace.crown(2, at: 1_600_000)
            trace.rotate(2, at: 2_000_000, on: 2)
            trace.rotate(3, at: 3_000_000, on: 2, .unknown)
            trace.answer(1, 0, accepted: true, 0...2_000_001)
            if run == 1 {
                trace.answer(1, 0, accepted: false, 2_000_100...2_500_000)
                trace.answer(1, 0, accepted: true, 2_500_100...5_000_001)
            }
            let filled = metrics.replacing("%L", with: run == 1 ? "1" : "0").replacing("%E", with: "\(run * 100)")
            results.judged.append(
                try RunQueueTests.figures(trace, filled, violations: run == 1 ? ["order", "resurrections"] : []))
        }
        results.inconclusive = [["starved"]]
        results.repeated = 2
        return results
    }

    @Test func `a cell's line shows the spread over its runs`() throws {
        let report = BenchReport(bench: "failover", machine: "m", rows: [try Self.results().row(Self.cell)])
        let lines = report.table.split(separator: "\n").dropFirst()
        let columns = lines.map { $0.split(separator: #/ {2,}/#).map(String.init) }
        let shown = Dictionary(uniqueKeysWithValues: zip(columns[0], columns[1]))
        #expect(
            shown == [
                "what": "kill", "slot": "plain", "confirm": "all", "min_replicas": "1", "n": "3", "inconclusive": "1",
                "acknowledged": "2", "unconfirmed": "0", "failed": "0", "unknown": "1", "superseded": "0",
                "vanished": "0 [0-1]", "losing_runs": "1", "lost": "0 [0-1]", "came_back": "0 [0-1]",
                "resurrections": "-", "accepted_ms": "1.00 [1.00-4.00]", "checked_ms": "100 [3.50-200]",
                "outage_ms": "1700 [1700-1700]", "write_gap_ms": "1.00 [1.00-1.00]",
            ])
    }

    @Test func `in JSON every figure of a cell is a number`() throws {
        let report = BenchReport(bench: "failover", machine: "m", rows: [try Self.results().row(Self.cell)])
        let read = try #require(JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        #expect(read["notes"] == nil)
        let row = try #require((read["rows"] as? [[String: Any]])?.first)
        #expect(row["vanished"] as? Double == 0 && row["vanished_max"] as? Double == 1)
        #expect(row["accepted_ms_max"] as? Double == 4)
        #expect(row["confirm"] as? String == "all" && row["min_replicas"] as? Int == 1)
    }

    @Test func `notes say what the runs were, what stayed open and which checks failed besides`() throws {
        let notes = FailoverNotes(runs: 4, jobs: 2, replicas: 10, results: [Self.cell: try Self.results()]).lines
        #expect(notes.first?.hasPrefix("4 runs a cell, 2 at a time, 10 replicas") == true)
        #expect(notes.contains("2 runs were inconclusive at first and made again."))
        #expect(notes.contains("inconclusive twice, 1 of 4, kill plain confirm=all min-replicas=1: starved"))
        #expect(notes.last == "kill plain confirm=all min-replicas=1: order 1")
    }

    @Test func `nothing is said of what did not happen`() throws {
        var results = try Self.results()
        results.judged = [try RunQueueTests.figures()]
        (results.inconclusive, results.repeated) = ([], 0)
        let notes = FailoverNotes(runs: 1, jobs: 1, replicas: 10, results: [Self.cell: results]).lines
        #expect(!notes.contains { $0.contains("inconclusive") || $0.contains("violations beside") })
    }

    @Test func `notes stand below the tables, and in JSON beside the rows`() throws {
        var row = BenchRow("x")
        row.add("n", 1)
        let report = BenchReport(bench: "b", machine: "m", rows: [row], notes: ["One.", "Two."])
        #expect(report.table == "b on m\n\nwhat  n\nx     1\n\nOne.\nTwo.\n")
        let read = try #require(JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        #expect(read["notes"] as? [String] == ["One.", "Two."])
    }

    @Test(arguments: [([3, 3, 3], "3"), ([1, 4, 2], "2 [1-4]"), ([1, 2], "1.5 [1-2]"), ([], "-")])
    func `counts are whole numbers, and one number where all are alike`(samples: [Int], text: String) {
        var row = BenchRow("x")
        row.addCounts("lost", samples)
        let line = BenchTable.text([row]).split(separator: "\n").last
        #expect(line?.split(separator: #/ {2,}/#).last.map(String.init) == text)
    }
}
