import Foundation
import Testing

@testable import Bench

@Suite struct RunQueueTests {
    static let cells = Array(FailoverCell.all.prefix(2))

    @Test func `the first run of every cell comes before the second of any`() {
        var queue = RunQueue(cells: Self.cells, runs: 2)
        var orders: [RunOrder] = []
        while let order = queue.next() { orders.append(order) }
        #expect(orders.map(\.cell) == Self.cells + Self.cells)
        #expect(orders.map(\.number) == [1, 1, 2, 2])
        #expect(orders.map(\.seed) == [1, 1, 2, 2])
    }

    @Test func `an inconclusive run is made again once, with another seed, and then counts as such`() throws {
        var queue = RunQueue(cells: [Self.cells[0]], runs: 1)
        let begun = queue.next()
        let first = try #require(begun)
        queue.ended(first, .inconclusive(["starved"]))
        #expect(queue.planned == 2 && queue.made == 1)
        let again = queue.next()
        let second = try #require(again)
        #expect(second.cell == first.cell && second.number == first.number && second.seed != first.seed)
        queue.ended(second, .inconclusive(["starved again"]))
        #expect(queue.next() == nil)
        #expect(queue.results[first.cell] == CellResults(inconclusive: [["starved again"]], repeated: 1))
    }

    @Test func `a run that succeeds at the second attempt is judged`() throws {
        var queue = RunQueue(cells: [Self.cells[0]], runs: 1)
        let endings: [RunEnding] = [.inconclusive(["starved"]), .judged(try Self.figures())]
        for ending in endings {
            let next = queue.next()
            queue.ended(try #require(next), ending)
        }
        let result = try #require(queue.results[Self.cells[0]])
        #expect(result.judged.count == 1 && result.inconclusive.isEmpty && result.repeated == 1)
    }

    @Test func `what the checks call inconclusive, or did not fail over, is no figure`() throws {
        var moved = TraceBuilder()
        moved.crown(2, at: 5)
        let fail = try ReportFigures(report: Self.report("fail"))
        #expect(RunEnding(trace: moved.trace, report: fail) == .judged(RunFigures(trace: moved.trace, report: fail)))
        let open = try ReportFigures(report: Self.report("inconclusive", reasons: ["starved", "no probe"]))
        #expect(RunEnding(trace: moved.trace, report: open) == .inconclusive(["starved", "no probe"]))
        let refused = "rotate-admin-key at 550ms failed"
        let noReplicas = try ReportFigures(report: Self.report("inconclusive", reasons: [refused], refusals: [550]))
        #expect(RunEnding(trace: moved.trace, report: noReplicas).isJudged, "a refusal is an answer")
        let other = try ReportFigures(report: Self.report("inconclusive", reasons: [refused, "x"], refusals: [700]))
        #expect(RunEnding(trace: moved.trace, report: other) == .inconclusive([refused, "x"]))
        let stayed = RunEnding(trace: TraceBuilder().trace, report: fail)
        #expect(stayed == .inconclusive(["no other node became primary"]))
    }

    @Test func `a report that cannot be read is an error`() {
        #expect(throws: BenchError.self) { try ReportFigures(report: Data("{}".utf8)) }
    }

    static func figures(
        _ trace: TraceBuilder = TraceBuilder(), _ metrics: String = "", violations: [String] = []
    ) throws -> RunFigures {
        let report = try ReportFigures(report: report("fail", metrics: metrics, violations: violations))
        return RunFigures(trace: trace.trace, report: report)
    }

    static func report(
        _ verdict: String, reasons: [String] = [], metrics: String = "", violations: [String] = [],
        refusals: [Int] = []
    ) -> Data {
        let steps = refusals.map { #"{ "step": "rotate-admin-key", "at_ms": \#($0), "outcome": "failed" }"# }
        let reasons = reasons.map { "\"\($0)\"" }.joined(separator: ", ")
        let violations = violations.map { "{ \"check\": \"\($0)\", \"replica\": \"r1\" }" }.joined(separator: ", ")
        return Data(
            """
            { "schema": "keyquake.report/1", "verdict": "\(verdict)", "inconclusive": [\(reasons)],
              "metrics": { \(metrics) }, "violations": [\(violations)],
              "steps": [\(steps.joined(separator: ", "))] }
            """.utf8)
    }
}

extension RunEnding {
    fileprivate var isJudged: Bool { if case .judged = self { true } else { false } }
}
