import Foundation
import RedisFixture
import RedisLink
import Testing

@testable import Gateway

/// `keyquake serve` as a part of a deployment that is there: a Redis of somebody else's, and its namespace.
@Suite struct ServeExternalTests {
    private let namespace = "kq:serve:\(UInt64.random(in: .min ... .max))"

    private func serve(_ server: RedisServer, _ more: [String] = []) throws -> ServedReplica {
        let file = "/tmp/keyquake-test-key-\(UInt64.random(in: .min ... .max))"
        return try ServedReplica(
            ["--redis", "redis://127.0.0.1:\(server.port)/0", "--namespace", namespace, "--key-file", file] + more)
    }

    private func keys(_ server: RedisServer) throws -> Int {
        guard case .array(let names) = try server.ask("KEYS", "\(namespace):*") else { return 0 }
        return names.count
    }

    @Test func `the key that it made stays in force when it is gone, and so do the keys that were made`() throws {
        let server = try RedisServer.start()
        let first = try serve(server)
        defer { try? FileManager.default.removeItem(atPath: first.keyFile) }
        let key = try first.makeKey()
        #expect(try first.stop() == 0)
        #expect(try keys(server) > 0)
        let second = try serve(server)
        #expect(second.keyFile.isEmpty, "no key had to be made")
        #expect(try second.call(first.key, "/api/x") == 200)
        #expect(try second.call(key.token) == 200)
    }

    @Test func `a slot that has a key wins over the replica's own`() throws {
        let server = try RedisServer.start()
        let first = try serve(server)
        defer { try? FileManager.default.removeItem(atPath: first.keyFile) }
        let folder = try TemporaryFolder()
        try folder.write("my-own-key\n", to: "own")
        let second = try serve(server, ["--admin-key-file", "\(folder.path)/own"])
        #expect(try second.call("my-own-key", "/api/x") == 401)
        #expect(try second.call(first.key, "/api/x") == 200)
    }

    @Test func `its own key counts where the slot has none`() throws {
        let server = try RedisServer.start()
        let folder = try TemporaryFolder()
        try folder.write("my-own-key\n", to: "own")
        let served = try serve(server, ["--admin-key-file", "\(folder.path)/own"])
        #expect(try served.call("my-own-key", "/api/x") == 200)
        #expect(try served.call("my-own-ke", "/api/x") == 401)
    }

    @Test func `Redis away changes no decision, and what needs it says so`() throws {
        let server = try RedisServer.start()
        let served = try serve(server)
        defer { try? FileManager.default.removeItem(atPath: served.keyFile) }
        let key = try served.makeKey()
        server.kill()
        try waitUntil("it has noticed") {
            try served.metrics().value("keyquake_redis_link_up", ["link": "data"]) == 0
        }
        #expect(try served.call(key.token) == 200)
        #expect(try served.call(served.key, "/api/x") == 200)
        #expect(try served.call("kq_nobodys") == 401)
        #expect(try served.ask(request("GET", "/admin/api/v1/auth-keys", served.bearer)).contract == .featureOff)
        let created = try served.ask(
            request(
                "POST", "/admin/api/v1/auth-keys", served.bearer, "Content-Type: application/json",
                body: #"{"name":"a"}"#))
        #expect(created.contract == .internalError)
        let refresh = try served.ask(request("POST", "/admin/api/v1/runtime/refresh", served.bearer))
        #expect(refresh.status == 200)
        #expect(refresh.json["status"] as? String == "failed")
        #expect(try served.ask(request("GET", "/status")).json["status"] as? String == "degraded")
        try server.restart()
        try waitUntil("it is back") {
            try served.metrics().value("keyquake_redis_reconnects_total", ["link": "data"]) ?? 0 > 0
        }
    }

    @Test func `a store that does not answer in time is 504, and decisions wait for nobody`() throws {
        let server = try RedisServer.start()
        let served = try serve(server)
        defer { try? FileManager.default.removeItem(atPath: served.keyFile) }
        let key = try served.makeKey()
        _ = try server.ask("CLIENT", "PAUSE", "30000", "WRITE")
        let created = try served.ask(
            request(
                "POST", "/admin/api/v1/auth-keys", served.bearer, "Content-Type: application/json",
                body: #"{"name":"a"}"#))
        #expect(created.contract == .timedOut)
        #expect(created.text.contains("may have taken effect"))
        #expect(try served.call(key.token) == 200)
        _ = try server.ask("CLIENT", "UNPAUSE")
    }

    @Test func `requests cost Redis nothing`() throws {
        let server = try RedisServer.start()
        let served = try serve(server)
        defer { try? FileManager.default.removeItem(atPath: served.keyFile) }
        let key = try served.makeKey()
        func commands() throws -> Int {
            guard case .string(let bytes) = try server.ask("INFO", "stats") else { return 0 }
            let line = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").first {
                $0.hasPrefix("total_commands_processed:")
            }
            return line.flatMap { Int($0.split(separator: ":")[1]) } ?? 0
        }
        let connection = try served.connect()
        let texts = [
            request("GET", "/v1/x", "Authorization: Bearer \(key.token)"), request("GET", "/v1/x", "X-Api-Key: wrong"),
            request("GET", "/api/x", try served.bearer), request("GET", "/api/x?key=wrong"),
            request("GET", "/mcp/x", "Authorization: Bearer \(key.token)"), request("GET", "/mcp?key=wrong"),
        ]
        let before = try commands()
        for _ in 0..<500 { for text in texts { _ = try connection.ask(text) } }
        let after = try commands()
        #expect(after - before < 500, "3000 requests, and \(after - before) commands: polls and lookers-on")
    }
}
