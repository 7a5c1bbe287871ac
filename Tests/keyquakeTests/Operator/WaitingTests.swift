import Foundation
import RedisFixture
import Testing

/// `--wait` on a real Redis, with entries that a test writes as replicas would.
struct WaitingTests {
    private func waitForChange(_ run: KeyquakeRun, _ deployment: Deployment, from before: String) throws -> String {
        try waitUntil("the slot has changed", within: KeyquakeRun.patience) { try deployment.version != before }
        return try deployment.version
    }

    @Test func `a rotation is done when every replica has said so`() throws {
        let deployment = try Deployment()
        for name in ["replica-1", "replica-2"] { try deployment.says(name) }
        let before = try deployment.version
        let run = try deployment.start(["admin-key", "rotate", "--wait", "50s"])
        let version = try waitForChange(run, deployment, from: before)
        try deployment.says("replica-1", admin: version)
        #expect(!run.child.hasEnded)
        try deployment.says("replica-2", admin: version)
        try run.expectEnd(0)
        #expect(run.errorLines.last == "done: 2 of 2 confirmed")
        #expect(run.standardOutput == (try deployment.slot["v"].map { $0 + "\n" }))
    }

    @Test func `who is behind, missing or damaged is named, and the exit code is 1`() throws {
        let deployment = try Deployment()
        try deployment.says("behind")
        try deployment.says("dead", ago: 60_000)
        try deployment.server.ask("HSET", deployment.key("holds"), "odd", "rubbish")
        let ended = try deployment.run(["admin-key", "revoke", "--wait", "0s"])
        #expect(ended.code == 1)
        let lines = ended.errors.split(separator: "\n").suffix(3).map { $0.prefix { $0 != ":" } }
        #expect(lines == ["pending behind", "missing dead", "damaged odd"], "\(ended.errors)")
        #expect(ended.errors.contains("not heard of since 20"))
        #expect(try deployment.slot["by"] == "revoke")
    }

    @Test func `nobody at all is not everybody`() throws {
        let ended = try Deployment().run(["admin-key", "rotate", "--wait", "0s"])
        #expect(ended.code == 1 && ended.errors.contains("nobody to confirm"))
        #expect(ended.line.utf8.count == 48)
    }

    @Test func `a dead replica is ignored by its name, and nobody else with it`() throws {
        let deployment = try Deployment()
        for name in ["dead", "gone"] { try deployment.says(name, ago: 60_000) }
        let one = try deployment.run(["keys", "create", "a", "--wait", "0s", "--ignore-missing", "dead"])
        #expect(one.code == 1 && one.errors.contains("missing gone") && one.errors.contains("ignored dead"))
        let both = try deployment.run(["keys", "create", "b", "--wait", "0s", "--ignore-missing", "dead", "gone"])
        #expect(both.code == 0, "\(both.errors)")
    }

    @Test func `a deactivation waits for the revision, and for nobody who has no managed keys`() throws {
        let deployment = try Deployment()
        let id = try #require(try deployment.run(["keys", "create", "one", "--json"]).json["id"] as? String)
        try deployment.says("replica-1", keys: try deployment.revision)
        try deployment.says("without", keys: "none")
        let before = try deployment.revision
        let run = try deployment.start(["keys", "deactivate", id, "--wait", "50s", "--json"])
        try waitUntil("the key is dead", within: KeyquakeRun.patience) { try deployment.revision != before }
        try deployment.says("replica-1", keys: try deployment.revision)
        try deployment.says("without", keys: "none")
        try run.expectEnd(0)
        let lines = run.standardOutput.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains(#""active":false"#))
        #expect(lines[1].contains(#""confirmed":1,"done":true,"entries":2"#))
    }

    @Test func `a number is above everything that a replica says it holds`() throws {
        let deployment = try Deployment()
        let ahead = try deployment.now + 3_600_000
        try deployment.says("replica-1", admin: "\(ahead):0000000000000001", keys: "\(ahead)")
        _ = try deployment.run(["admin-key", "rotate"])
        #expect(try #require(Int64(try deployment.slot["e"] ?? "")) > ahead)
        _ = try deployment.run(["keys", "create", "one"])
        #expect(try #require(Int64(try deployment.revision)) > ahead)
    }

    @Test func `the list names every entry, and one of them is forgotten`() throws {
        let deployment = try Deployment()
        try deployment.says("alive", admin: "5:0000000000000001")
        try deployment.says("dead", refuseAfter: "5000", ago: 60_000)
        try deployment.says("ancient", ago: 90_000_000)
        let list = try deployment.run(["fleet", "list"])
        #expect(list.code == 0 && list.output.split(separator: "\n").count == 3)
        #expect(list.output.contains("5:0000000000000001") && !list.output.contains("ancient"))
        #expect(try deployment.fields(of: "holds").count == 2)
        #expect(try deployment.run(["fleet", "forget", "dead"]).code == 0)
        #expect(try deployment.run(["fleet", "forget", "dead"]).code == 1)
        let json = try deployment.run(["fleet", "list", "--json"]).json
        #expect((json["replicas"] as? [[String: Any]])?.map { $0["id"] as? String } == ["alive"])
    }
}
