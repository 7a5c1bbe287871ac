import Foundation
import Glibc
import RedisFixture
import Testing

/// The helper process that the zygote forks, seen from outside through the benchmark that uses it.
struct LinkProxyProcessTests {
    private static let endless = ["bench", "hop", "--requests", "2000", "--rounds", "1000", "--connections", "5"]

    /// Waits until the helper is there.
    private func helper(of run: KeyquakeRun) throws -> RunningProcess {
        var found: RunningProcess?
        try waitUntil("the link proxy is there", within: KeyquakeRun.patience, every: 5) {
            guard !run.child.hasEnded else { throw FixtureError("keyquake ended early: \(run.standardError)") }
            found = run.tree.children.first { $0.name == "kq-links" }
            return found != nil
        }
        guard let found else { throw FixtureError("no link proxy") }
        return found
    }

    @Test func `a real Redis answers through the helper, and each figure is there beside its floor`() throws {
        let run = try KeyquakeRun.start(
            ["bench", "hop", "--requests", "200", "--rounds", "2", "--connections", "7", "--json"])
        try run.expectEnd(0)
        let report = try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8)) as? [String: Any]
        let rows = try #require(report?["rows"] as? [[String: Any]])
        #expect(rows.count == 3)
        for row in rows {
            for name in ["floor_p50_us", "ours_p50_us", "floor_p99_us", "ours_p99_us", "ratio_p50", "ratio_p99"] {
                #expect(try #require(row[name] as? Double) > 0, "\(name)")
            }
            let difference = try #require(row["hop_p50_us_max"] as? Double)
            let slowest = try #require(row["ours_p50_us_max"] as? Double)
            #expect(difference < slowest)
            #expect(row["rounds"] as? Int == 2)
        }
        try run.waitUntilNothingIsLeft(of: [])
    }

    @Test func `the helper has one thread and dies with its coordinator`() throws {
        let run = try KeyquakeRun.start(Self.endless)
        let helper = try helper(of: run)
        #expect(helper.threads == 1)
        let tree = run.tree
        #expect(tree.children.contains(helper))
        run.child.signal(SIGKILL)
        try waitUntil("every process is gone", within: KeyquakeRun.patience / 3, every: 20) {
            tree.all.allSatisfy { !$0.isAlive } && tree.survivors.isEmpty
        }
    }

    @Test func `a helper that dies is told, with exit code 3, and nothing is left`() throws {
        let run = try KeyquakeRun.start(Self.endless)
        let helper = try helper(of: run)
        kill(helper.pid, SIGKILL)
        try run.expectEnd(3)
        #expect(run.errorLines.count == 1, "\(run.standardError)")
        try run.waitUntilNothingIsLeft(of: [helper])
    }
}
