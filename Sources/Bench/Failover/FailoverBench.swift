import CPosix
import Fleet
import Foundation
import Glibc

/// The matrix of failovers: what a rotation loses, and which revoked key comes back, by slot, confirmation, minimum of
/// replicas and fault. Each run is a `keyquake run` of its own.
package struct FailoverBench {
    package var cells = FailoverCell.all
    package var runs = 5
    package var replicas = 10
    /// Runs side by side. Each keeps less than half a core busy.
    package var jobs = 2
    /// Where run directories stay; nil for nowhere.
    package var out: String?
    /// Called with a line when a run has ended.
    package var progress: (String) -> Void = { _ in }

    package init() {}

    package func run() -> BenchReport {
        let folder = out ?? NSTemporaryDirectory() + "keyquake-bench-failover-\(getpid())"
        defer { if out == nil { try? FileManager.default.removeItem(atPath: folder) } }  // nothing in it is a result
        let results = results(under: folder)
        let rows = cells.compactMap { cell in results[cell]?.row(cell) }
        let notes = FailoverNotes(runs: runs, jobs: jobs, replicas: replicas, results: results)
        return BenchReport(bench: "failover", machine: machineDescription(), rows: rows, notes: notes.lines)
    }

    private func results(under folder: String) -> [FailoverCell: CellResults] {
        var queue = RunQueue(cells: cells, runs: runs)
        var children: [RunChild] = []
        repeat {
            while children.count < jobs, let order = queue.next() {
                start(order, under: folder, &children, &queue)
            }
            usleep(Self.pause)
            children.removeAll { child in
                guard let code = child.exitCode() else { return false }
                finish(child, code, &queue)
                return true
            }
        } while !children.isEmpty || !queue.waiting.isEmpty
        return queue.results
    }

    /// Microseconds: nobody waits for a run's end as closely as the run itself measures.
    private static let pause: UInt32 = 20_000

    /// A run that could not even begin is one that says nothing: the others go on.
    private func start(_ order: RunOrder, under folder: String, _ children: inout [RunChild], _ queue: inout RunQueue) {
        do throws(BenchError) {
            children.append(try RunChild(order, replicas: replicas, under: folder))
        } catch {
            queue.ended(order, .inconclusive([error.description]))
        }
    }

    private func finish(_ child: RunChild, _ code: Int32, _ queue: inout RunQueue) {
        let ending = child.ending(exitCode: code)
        queue.ended(child.order, ending)
        if out == nil { child.removeFolder() }
        let seconds = Double(kq_now() - child.began) / 1e9
        let place = "\(queue.made)/\(queue.planned) \(child.order.cell) run \(child.order.number)"
        progress("\(place): \(ending.summary) (\(String(format: "%.1f", seconds)) s)")
    }
}

extension RunEnding {
    /// In a line.
    fileprivate var summary: String {
        switch self {
        case .inconclusive(let reasons): "inconclusive: \(reasons.prefix(3).joined(separator: "; "))"
        case .judged(let run):
            "\(run.report.verdict == "inconclusive" ? "rotations refused" : run.report.verdict), \(run.trace.count(.ok)) of \(run.trace.rotations.count) acknowledged, "
                + "\(run.trace.vanished.count) vanished, \(run.trace.cameBack) came back"
        }
    }
}
