import Foundation
import Glibc
import RedisFixture
import Testing

/// `keyquake bench failover`, from outside: runs of its own, and what it makes of them.
struct FailoverBenchTests {
    @Test func `a cut brings the old key back on a plain slot and not on a fenced one`() throws {
        let bench = try KeyquakeRun.start([
            "bench", "failover", "--runs", "1", "--only", "fault=cut,confirm=0,min-replicas=0", "--json",
        ])
        #expect(try bench.exitCode() == 0, "\(bench.standardError)")
        let report = try JSONSerialization.jsonObject(with: Data(bench.standardOutput.utf8)) as? [String: Any]
        let rows = try #require(report?["rows"] as? [[String: Any]])
        #expect(rows.map { $0["slot"] as? String } == ["plain", "fenced"])
        #expect(rows.allSatisfy { $0["n"] as? Int == 1 && $0["inconclusive"] as? Int == 0 })
        #expect(rows.map { $0["vanished"] as? Double } == [1, 0])
        #expect(rows.map { $0["came_back"] as? Double } == [10, 0])
        #expect(bench.errorLines.count == 2)
        #expect(bench.privateDirectories.isEmpty, "its folder, and those of its runs")
    }

    @Test func `with --out the runs' directories stay`() throws {
        let bench = try KeyquakeRun.start([
            "bench", "failover", "--runs", "1", "--only", "fault=cut,confirm=0,min-replicas=1,slot=plain", "--out",
            "{out}", "--replicas", "2",
        ])
        #expect(try bench.exitCode() == 0, "\(bench.standardError)")
        #expect(bench.runDirectories == ["\(bench.out)/cut-plain-0-1-1-1"])
        #expect(entries(of: bench.runDirectories[0]).contains { $0.contains("-failover-cut-plain-0-1-1-") })
    }

    @Test func `a bench that is killed takes its runs with it`() throws {
        let bench = try KeyquakeRun.start(["bench", "failover", "--only", "fault=kill", "--jobs", "1"])
        try waitUntil("a run has begun", within: KeyquakeRun.patience, every: 5) { bench.coordinator != nil }
        let run = try #require(bench.coordinator)
        try waitUntil("its servers are there", within: KeyquakeRun.patience, every: 5) {
            ProcessTree(coordinator: run.pid).servers.count >= 3
        }
        let tree = ProcessTree(coordinator: run.pid)
        bench.child.signal(SIGKILL)
        try waitUntil("they are gone", within: KeyquakeRun.patience, every: 20) {
            tree.all.allSatisfy { !$0.isAlive } && tree.survivors.isEmpty
        }
    }

    @Test(arguments: [
        ["--only", "slot=fence"], ["--only", ""], ["--runs", "0"], ["--jobs", "0"], ["--jobs", "33"],
        ["--replicas", "0"],
    ])
    func `what cannot be run is refused before anything starts`(arguments: [String]) throws {
        let bench = try KeyquakeRun.start(["bench", "failover"] + arguments)
        #expect(try bench.exitCode() == 2)
        #expect(!bench.standardError.isEmpty && bench.standardOutput.isEmpty)
    }
}

extension KeyquakeRun {
    /// The `keyquake run` that a bench has under way.
    fileprivate var coordinator: RunningProcess? { RunningProcess.all.first { $0.parent == child.pid } }
}
