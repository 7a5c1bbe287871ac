import Foundation
import Glibc
import RedisFixture
import Testing

/// `keyquake bench failover`, from outside: runs of its own, and what it makes of them.
struct FailoverBenchTests {
    /// A machine that starves the run leaves it inconclusive, twice: then that is what the table must say.
    @Test func `a cut brings the old key back on a plain slot and not on a fenced one`() throws {
        let bench = try KeyquakeRun.start([
            "bench", "failover", "--runs", "1", "--jobs", "1", "--replicas", "2", "--json", "--only",
            "fault=cut,confirm=0,min-replicas=0",
        ])
        try bench.expectEnd(0)
        let report = try JSONSerialization.jsonObject(with: Data(bench.standardOutput.utf8)) as? [String: Any]
        let rows = try #require(report?["rows"] as? [[String: Any]])
        let notes = try #require(report?["notes"] as? [String])
        #expect(rows.map { $0["slot"] as? String } == ["plain", "fenced"])
        for (row, expected) in zip(rows, [(vanished: 1.0, cameBack: 2.0), (vanished: 0, cameBack: 0)]) {
            guard row["inconclusive"] as? Int == 0 else {
                #expect(row["n"] as? Int == 0 && notes.contains { $0.hasPrefix("inconclusive twice, 1 of 1") })
                continue
            }
            #expect(row["n"] as? Int == 1)
            #expect(row["vanished"] as? Double == expected.vanished)
            #expect(row["came_back"] as? Double == expected.cameBack)
        }
        #expect(bench.errorLines.count >= 2)
        #expect(bench.privateDirectories.isEmpty, "its folder, and those of its runs")
    }

    @Test func `with --out the runs' directories stay`() throws {
        let bench = try KeyquakeRun.start([
            "bench", "failover", "--runs", "1", "--only", "fault=cut,confirm=0,min-replicas=1,slot=plain", "--out",
            "{out}", "--replicas", "2",
        ])
        try bench.expectEnd(0)
        let first = "\(bench.out)/cut-plain-0-1-1-1"
        #expect(bench.runDirectories.contains(first))
        #expect(entries(of: first).contains { $0.contains("-failover-cut-plain-0-1-1-") })
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
        try bench.expectEnd(2)
        #expect(!bench.standardError.isEmpty && bench.standardOutput.isEmpty)
    }
}

extension KeyquakeRun {
    /// The `keyquake run` that a bench has under way.
    fileprivate var coordinator: RunningProcess? { RunningProcess.all.first { $0.parent == child.pid } }
}
