import Foundation
import Glibc
import RedisFixture
import Testing

/// `keyquake bench managed-keys`, from outside and small.
struct ManagedKeysBenchTests {
    @Test func `every process loads every key, each figure stands beside its floor, and nothing is left`() throws {
        let run = try KeyquakeRun.start([
            "bench", "managed-keys", "--keys", "1203", "--rounds", "1", "--loads", "2", "--processes", "3", "--fleet",
            "4",
            "--deactivations", "3", "--json",
        ])
        try run.expectEnd(0)
        let report = try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8)) as? [String: Any]
        let rows = try #require(report?["rows"] as? [[String: Any]])
        #expect(rows.count == 8)
        for row in rows.dropLast() { #expect(row["keys"] as? Int == 1203) }
        for row in rows {
            let ratios = row.filter { $0.key.hasPrefix("ratio") }
            #expect(!ratios.isEmpty && ratios.values.allSatisfy { $0 is Double }, "\(row)")
        }
        #expect(rows[7]["n"] as? Int == 4 && rows[7]["rounds"] as? Int == 3)
        #expect(rows[4]["n"] as? Int == 1 && rows[5]["n"] as? Int == 3)
        #expect(try #require(rows[6]["added_mib"] as? Double) > 0)
        try run.waitUntilNothingIsLeft(of: [])
    }

    @Test(arguments: [["--keys", "0"], ["--processes", "1"], ["--loads", "0"]])
    func `what cannot be measured is a usage error`(arguments: [String]) throws {
        #expect(try KeyquakeRun.start(["bench", "managed-keys"] + arguments).exitCode() == 2)
    }
}
