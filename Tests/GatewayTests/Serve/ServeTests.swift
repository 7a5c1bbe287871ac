import Foundation
import Glibc
import RedisFixture
import Testing

@testable import Gateway

/// `keyquake serve` with the Redis that it starts itself.
@Suite struct ServeTests {
    @Test func `the key in the file opens the admin endpoints, and the file is its owner's alone`() throws {
        let served = try ServedReplica()
        var status = stat()
        #expect(stat(served.keyFile, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try served.ask(request("GET", "/admin/api/v1/auth-keys", served.bearer)).text == "[]")
        #expect(try served.ask(request("GET", "/admin/api/v1/auth-keys")).contract == .unauthorized)
        #expect(try served.call(served.key, "/api/x") == 200)
        #expect(try served.ask(request("GET", "/readyz")).status == 200)
    }

    @Test func `a new key works when its creation is answered, and not when its end is`() throws {
        let served = try ServedReplica()
        for _ in 0..<10 {
            let key = try served.makeKey()
            #expect(try served.call(key.token) == 200)
            #expect(try served.call(key.token, "/admin/api/v1/auth-keys") == 401)
            #expect(try served.deactivate(key.id) == 204)
            #expect(try served.call(key.token) == 401)
            #expect(try served.deactivate(key.id) == 204)
        }
        #expect(try served.deactivate("00000000-0000-0000-0000-000000000009") == 404)
    }

    @Test func `what is listed is what was answered, newest first, and the first deactivation stays`() throws {
        let served = try ServedReplica()
        let ids = try (1...3).map { try served.makeKey(#"{"name":"key \#($0)","user_path":"/t"}"#).id }
        func list() throws -> [[String: Any]] {
            try #require(try served.ask(request("GET", "/admin/api/v1/auth-keys", served.bearer)).list)
        }
        #expect(try Set(list().compactMap { $0["id"] as? String }) == Set(ids))
        let times = try list().compactMap { $0["created_at"] as? String }
        #expect(times == times.sorted(by: >))
        #expect(try served.deactivate(ids[0]) == 204)
        let first = try list().first { $0["id"] as? String == ids[0] }?["deactivated_at"] as? String
        #expect(try served.deactivate(ids[0]) == 204)
        #expect(try list().first { $0["id"] as? String == ids[0] }?["deactivated_at"] as? String == first)
        let metrics = try served.metrics()
        #expect(metrics.value("keyquake_managed_keys", ["state": "active"]) == 2)
        #expect(metrics.value("keyquake_managed_keys", ["state": "inactive"]) == 1)
    }

    @Test func `a key ends at its moment without anybody looking`() throws {
        let served = try ServedReplica()
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let end = Date(timeIntervalSince1970: Double(now.tv_sec) + 2)
        let key = try served.makeKey(#"{"name":"short","expires_at":"\#(end.ISO8601Format())"}"#)
        #expect(try served.call(key.token) == 200 || Date() >= end)
        try waitUntil("it has ended", every: 20) { try served.call(key.token) == 401 }
        #expect(Date() >= end)
    }

    @Test func `a refresh reads everything`() throws {
        let served = try ServedReplica()
        let answer = try served.ask(request("POST", "/admin/api/v1/runtime/refresh", served.bearer))
        #expect(answer.json["status"] as? String == "ok")
        #expect((answer.json["steps"] as? [[String: String]])?.map { $0["name"] } == ["admin_key", "managed_keys"])
    }

    @Test func `many refreshes at once are all answered`() throws {
        let served = try ServedReplica()
        let text = request("POST", "/admin/api/v1/runtime/refresh", try served.bearer)
        let connections = try (0..<16).map { _ in try served.connect() }
        for connection in connections { connection.send(text) }
        for connection in connections { #expect(try connection.answer().json["status"] as? String == "ok") }
    }

    @Test func `a rotation by an operator reaches it, and the audit names the key that matched`() throws {
        let served = try ServedReplica()
        let old = try served.key
        let new = "\(served.folder.path)/new-key"
        let rotation = try ChildProcess(
            [
                ServedReplica.program, "admin-key", "rotate", "--redis",
                "redis://operator@127.0.0.1:\(try #require(served.redisPort))/0", "--redis-password-file",
                try #require(served.redisPasswordFile), "--namespace", served.namespace, "--out", new,
            ], output: "\(served.folder.path)/rotation", folder: served.folder.path)
        try waitUntil("the rotation ends", within: 60, every: 5) { rotation.hasEnded }
        #expect(rotation.exitCode == 0, "\(served.folder.text(of: "rotation"))")
        let key = try String(contentsOfFile: new, encoding: .utf8).trimmingCharacters(in: .newlines)
        try waitUntil("the new key passes") { try served.call(key, "/api/x") == 200 }
        #expect(try served.call(old, "/api/x") == 401)
        #expect(try served.call(old, "/v1/x") == 401)
        let epoch = try #require(try served.metrics().value("keyquake_admin_key_epoch"))
        #expect(epoch > 0)
    }

    @Test func `SIGTERM ends it well: what was asked is answered, and nothing is left`() throws {
        let served = try ServedReplica()
        let busy = try served.connect()
        let body = #"{"name":"last"}"#
        busy.send(
            request(
                "POST", "/admin/api/v1/auth-keys", try served.bearer, "Content-Type: application/json",
                "Content-Length: \(body.utf8.count)"))
        // It waits for the body when this one, behind it, was answered.
        #expect(try served.ask(request("GET", "/healthz")).status == 200)
        served.child.signal(SIGTERM)
        try waitUntil("nobody is let in") { (try? served.connect()) == nil }
        busy.send(body)
        #expect(try busy.answer().status == 201)
        #expect(try served.exitCode() == 0)
        try waitUntil("the private directory is gone") { served.leftovers.isEmpty }
    }

    @Test func `no secret is in anything that it says, and every decision is in the audit`() throws {
        let served = try ServedReplica()
        let admin = try served.key
        let key = try served.makeKey()
        _ = try served.ask(request("GET", "/api/x?key=\(admin)"))
        _ = try served.ask(request("GET", "/api/x?key=wrong-secret"))
        #expect(try served.call(key.token) == 200)
        let pages = try ["/status", "/metrics"].map { try served.ask(request("GET", $0)).text }.joined()
        #expect(try served.stop() == 0)
        let audit = served.folder.text(of: "audit")
        #expect(audit.split(separator: "\n").count == 4)
        let said = pages + audit + served.folder.text(of: "stdout") + served.folder.text(of: "stderr")
        for secret in [admin, key.token, "wrong-secret"] { #expect(!said.contains(secret)) }
        #expect(audit.contains(key.id))
    }

    @Test func `a port that is taken is the environment's fault`() throws {
        let served = try ServedReplica()
        let (folder, child) = try ServedReplica.start(["--port", "\(served.port)"])
        try waitUntil("it ends", within: ServedReplica.patience, every: 5) { child.hasEnded }
        #expect(child.exitCode == 3)
        #expect(folder.text(of: "stderr").contains("cannot listen"))
    }

    @Test(arguments: [
        ["--redis", "redis://127.0.0.1:1/0"], ["--namespace", "x"], ["--key-file", "/etc/passwd"],
        ["--admin-key-file", "/nowhere"], ["--redis", "http://x", "--namespace", "x"],
        ["--redis", "redis://127.0.0.1:1/0", "--namespace", "a b"],
    ])
    func `what makes no sense is a usage error`(_ arguments: [String]) throws {
        let (_, child) = try ServedReplica.start(arguments)
        try waitUntil("it ends", within: ServedReplica.patience, every: 5) { child.hasEnded }
        #expect(child.exitCode == 2)
    }
}
