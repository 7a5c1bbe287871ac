import Foundation
import RedisFixture
import RedisLink
import Testing

/// Requests cost Redis nothing, whatever they ask for and whether they pass (V4, W9).
struct RedisCostTests {
    @Test func `admin requests to a replica that serves`() throws {
        let server = try RedisServer.start()
        let run = try KeyquakeRun.start([
            "serve", "--json", "--redis", "redis://127.0.0.1:\(server.port)/0", "--namespace", "w9", "--key-file",
            "{key}",
        ])
        try waitUntil("it listens", within: KeyquakeRun.patience) { run.standardOutput.contains("\n") }
        let notice = try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8)) as? [String: Any]
        let port = try #require(notice?["port"] as? Int)
        let key =
            String(decoding: fileBytes("\(run.folder.path)/key") ?? [], as: UTF8.self).split(separator: "\n").first
            ?? ""
        try expectNoCost(
            server, port: port,
            [Asked("/api/x", "Bearer \(key)", 200), Asked("/api/x", "nobody's", 401), Asked("/mcp/x", "\(key)", 200)])
        run.child.signal(SIGTERM)
        _ = try run.exitCode()
    }

    @Test func `requests for environments and over MCP to a replica of a fleet`() throws {
        let server = try RedisServer.start()
        var scenario = ScenarioText(name: "w9", replicas: 1, managedKeys: "{ at-start: 1, poll: 200ms }")
        scenario.fleet = ["http: true"]
        scenario.environments = "{ list: [{ name: web }], poll: 200ms }"
        scenario.steps = ["{ at: 10m, rotate-admin-key: {} }"]
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--redis", "redis://127.0.0.1:\(server.port)/0"],
            scenario: scenario)
        try run.waitUntilFleetIsReady()
        let port = try run.tree.replicas.listeningPort()
        let keys = try Self.keys(in: server)
        try expectNoCost(
            server, port: port,
            [
                Asked("/sdk/x", keys.sdk, 200), Asked("/sdk/x", "sdk-nobodys", 401),
                Asked("/mobile/x", "api_key \(keys.mobile)", 200), Asked("/mobile/x", keys.sdk, 401),
                Asked("/client/\(keys.id)", "", 200), Asked("/client/nobodys", "", 404),
                Asked("/mcp/x", "Bearer \(keys.admin)", 200), Asked("/mcp?key=\(keys.admin)", "", 200),
                Asked("/mcp/x", "Bearer kq_nobodys", 401), Asked("/mcp/x?key=kq_nobodys", "", 401),
            ])
        run.child.signal(SIGINT)
        _ = try run.exitCode()
    }

    private struct Asked {
        let path: String
        let key: String
        let status: Int

        init(_ path: String, _ key: String, _ status: Int) { (self.path, self.key, self.status) = (path, key, status) }
    }

    private func expectNoCost(_ server: RedisServer, port: Int, _ questions: [Asked]) throws {
        let idle = try RedisTraffic.idle(server)
        let client = try HTTPAsker(port: port)  // not before: a face closes connections on which nobody asks
        let count = 3_000
        let busy = try RedisTraffic.during(server) {
            for turn in 0..<count {
                let asked = questions[turn % questions.count]
                let status = try client.status(of: asked.path, key: asked.key)
                #expect(status == asked.status, "\(asked.path)")
            }
        }
        #expect(busy.isExplained(by: idle, requests: count), "\(busy), and idle \(idle)")
    }

    /// The keys in force of the one deployment that is in a Redis.
    private static func keys(in server: RedisServer) throws -> (admin: String, sdk: String, mobile: String, id: String)
    {
        let slot = try #require(texts(try server.ask("KEYS", "*:admin-key")).first)
        let namespace = slot.dropLast(":admin-key".count)
        let admin = try #require(text(try server.ask("HGET", slot, "v")))
        let id = try #require(texts(try server.ask("HKEYS", "\(namespace):env:index")).first)
        let document = try #require(text(try server.ask("GET", "\(namespace):env:\(id)")))
        let sdk = try #require(document.firstMatch(of: /sdk-\w+/)).0
        let mobile = try #require(document.firstMatch(of: /mob-\w+/)).0
        return (admin, String(sdk), String(mobile), id)
    }

    private static func text(_ reply: RedisReply) -> String? {
        if case .string(let bytes) = reply { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    private static func texts(_ reply: RedisReply) -> [String] {
        if case .array(let items) = reply { items.compactMap(text) } else { [] }
    }
}
