import Foundation
import Testing

@testable import Bench

@Suite struct BenchReportTests {
    static func row(_ what: String, _ samples: [Double]) -> BenchRow {
        var row = BenchRow(what)
        row.add("n", 1_000)
        row.add("ours_p99_ms", samples)
        row.add("ratio_p99", samples.first)
        return row
    }

    @Test func `rows with the same figures share a table, others begin a new one`() {
        var other = BenchRow("poll")
        other.add("interval_ms", 500.0)
        let report = BenchReport(
            bench: "propagation", machine: "2 cores",
            rows: [Self.row("push", [1.5, 2, 12.25]), Self.row("pull", []), other])
        #expect(
            report.table == """
                propagation on 2 cores

                what     n       ours_p99_ms  ratio_p99
                push  1000  2.00 [1.50-12.2]       1.50
                pull  1000                 -          -

                what  interval_ms
                poll          500

                """)
    }

    @Test func `in JSON a spread is its median with both ends beside it, and what is missing is null`() throws {
        let report = BenchReport(bench: "b", machine: "m", rows: [Self.row("push", [3, 1, 2]), Self.row("pull", [])])
        let read = try #require(JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        #expect(read["bench"] as? String == "b")
        #expect(read["machine"] as? String == "m")
        let rows = try #require(read["rows"] as? [[String: Any]])
        #expect(rows[0]["what"] as? String == "push")
        #expect(rows[0]["n"] as? Int == 1_000)
        #expect(rows[0]["ours_p99_ms"] as? Double == 2)
        #expect(rows[0]["ours_p99_ms_min"] as? Double == 1)
        #expect(rows[0]["ours_p99_ms_max"] as? Double == 3)
        #expect(rows[0]["ratio_p99"] as? Double == 3)
        #expect(rows[1]["ours_p99_ms"] is NSNull)
    }

    @Test(arguments: [
        (0, "0"), (0.01234, "0.012"), (1.005, "1.00"), (24.96, "25.0"), (1234.5, "1234"), (-2.5, "-2.50"),
    ])
    func `a figure shows three digits that count`(number: Double, text: String) {
        #expect(BenchTable.figure(number) == text)
    }

    @Test func `what is no number is shown as missing`() {
        #expect(BenchTable.figure(.nan) == "-")
        var row = BenchRow("x")
        row.add("ratio", Double.infinity)
        #expect(BenchReport(bench: "b", machine: "m", rows: [row]).json.contains("\"ratio\" : null"))
    }
}
