import Glibc
import RedisFixture
import Testing

/// Operator commands on a fleet of real replicas.
struct LiveFleetTests {
    private static let fleet = ScenarioText(
        name: "live", replicas: 3, managedKeys: "{ at-start: 1, poll: 200ms }",
        steps: ["{ at: 10m, rotate-admin-key: {} }"])

    private func start() throws -> (KeyquakeRun, Deployment) {
        let server = try RedisServer.start()
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--redis", "redis://127.0.0.1:\(server.port)/0"],
            scenario: Self.fleet)
        try run.waitUntilFleetIsReady()
        let deployment = Deployment(server, namespace: "keyquake:\(try run.directory.path.suffix(4))")
        try waitUntil("everybody has said what it holds", within: KeyquakeRun.patience) {
            try deployment.fields(of: "holds").count == 3
        }
        return (run, deployment)
    }

    @Test func `every change is done when all replicas have confirmed it, and their entries go with them`() throws {
        let (run, deployment) = try start()
        let created = try deployment.run(["keys", "create", "one", "--json", "--wait", "50s"])
        #expect(created.code == 0, "\(created.errors)")
        let id = try #require(created.json["id"] as? String)
        for change in [
            ["keys", "deactivate", id], ["admin-key", "rotate", "--grace", "10m"], ["admin-key", "end-grace"],
            ["admin-key", "revoke"],
        ] {
            let ended = try deployment.run(change + ["--wait", "50s"])
            #expect(ended.code == 0, "\(change): \(ended.errors)")
            #expect(ended.errors.contains("done: 3 of 3 confirmed"))
        }
        run.child.signal(SIGINT)
        _ = try run.exitCode()
        #expect(try deployment.server.ask("DBSIZE") == .integer(0))
    }

    @Test func `a frozen replica keeps it from being done, and is named`() throws {
        let (run, deployment) = try start()
        let frozen = try #require(run.tree.replicas.last)
        kill(frozen.pid, SIGSTOP)
        defer { kill(frozen.pid, SIGCONT) }
        let refused = try deployment.run(["admin-key", "revoke", "--wait", "2s"])
        #expect(refused.code == 1 && refused.errors.contains("2 of 3 confirmed"), "\(refused.errors)")
        let created = try deployment.start(["keys", "create", "one", "--wait", "50s"])
        try waitUntil("the key is made", within: KeyquakeRun.patience) { created.standardOutput.hasPrefix("kq_") }
        #expect(!created.child.hasEnded)
        kill(frozen.pid, SIGCONT)
        try created.expectEnd(0)
        run.child.signal(SIGINT)
        _ = try run.exitCode()
    }
}
