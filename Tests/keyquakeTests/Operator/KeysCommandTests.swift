import Foundation
import Glibc
import RedisFixture
import Testing

/// `keyquake keys` on a real Redis.
struct KeysCommandTests {
    @Test func `a key is created, and its value is told once, on standard output alone`() throws {
        let deployment = try Deployment()
        let made = try deployment.run(
            [
                "keys", "create", "ci runner", "--description", "nightly", "--user-path", "team//one/", "--expires-in",
                "30d",
            ])
        #expect(made.code == 0, "\(made.errors)")
        #expect(made.line.hasPrefix("kq_") && made.line.utf8.count == 46 && made.output == made.line + "\n")
        #expect(!made.errors.contains(made.line))
        let list = try deployment.run(["keys", "list"])
        #expect(list.code == 0 && list.output.contains("ci runner") && list.output.contains("/team/one"))
        for text in [list.output, list.errors, try deployment.dump] { #expect(!text.contains(made.line)) }
        let hashes = try deployment.fields(of: "managed-keys:hashes").keys
        let hash = try #require(hashes.first)
        #expect(hashes.count == 1 && !list.output.contains(hash))
    }

    @Test func `a pipeline gets the issued view, and lists without values`() throws {
        let deployment = try Deployment()
        let json = try deployment.run(["keys", "create", "one", "--expires", "2100-01-01T00:00:00Z", "--json"]).json
        #expect(json["name"] as? String == "one" && json["active"] as? Bool == true)
        #expect(json["expires_at"] as? String == "2100-01-01T00:00:00.000Z")
        let value = try #require(json["value"] as? String)
        _ = try deployment.run(["keys", "create", "two", "--json"])
        let list = try deployment.run(["keys", "list", "--json"])
        let views = try #require(try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
        #expect(views.map { $0["name"] as? String } == ["two", "one"])
        #expect(views.allSatisfy { $0["value"] == nil && $0["secret_hash"] == nil } && !list.output.contains(value))
        // W15: what the reply said is what the list says.
        #expect(NSDictionary(dictionary: views[1]) == NSDictionary(dictionary: json.filter { $0.key != "value" }))
    }

    @Test func `an empty list is an empty array`() throws {
        let list = try Deployment().run(["keys", "list", "--json"])
        #expect(list.code == 0 && list.output == "[]\n")
    }

    @Test func `a value goes into a new file that only its owner may read`() throws {
        let deployment = try Deployment()
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/value"
        let made = try deployment.run(["keys", "create", "one", "--out", path])
        #expect(made.code == 0 && made.output.isEmpty)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(folder.text(of: "value").hasPrefix("kq_"))
        // What is there already is nobody's to overwrite, and no key is made.
        let before = folder.text(of: "value")
        let again = try deployment.run(["keys", "create", "two", "--out", path])
        #expect(again.code == 2 && folder.text(of: "value") == before)
        #expect(try deployment.fields(of: "managed-keys").count == 1)
    }

    @Test func `a key that could not be stored leaves no file`() throws {
        let deployment = try Deployment()
        let folder = try TemporaryFolder()
        try deployment.server.ask("SET", deployment.key("managed-keys"), "no hash")
        let made = try deployment.run(["keys", "create", "one", "--out", "\(folder.path)/value"])
        #expect(made.code == 1 && access("\(folder.path)/value", F_OK) != 0)
    }

    @Test func `a standard output that takes nothing is told, with the id`() throws {
        let deployment = try Deployment()
        let made = try deployment.run(
            ["keys", "create", "one"], through: ["sh", "-c", "exec \"$@\" > /dev/full", "sh"])
        let id = try #require(try deployment.fields(of: "managed-keys").keys.first)
        #expect(made.code == 3 && made.errors.contains(id) && made.errors.contains("is lost to you"))
    }

    /// What is typed, and the exit code.
    static let badInput: [([String], Int32)] = [
        (["create", ""], 2), (["create", "   "], 2), (["create", String(repeating: "n", count: 1025)], 2),
        (["create", "a", "--user-path", "/a/../b"], 2), (["create", "a", "--user-path", "a:b"], 2),
        (["create", "a", "--expires", "tomorrow"], 2), (["create", "a", "--expires", "2026-02-30T00:00:00Z"], 2),
        (["create", "a", "--expires", "9999-01-01T00:00:00Z"], 2), (["create", "a", "--expires-in", "0s"], 2),
        (["create", "a", "--expires-in", "-1d"], 2), (["create", "a", "--expires-in", "999999999w"], 2),
        (["create", "a", "--expires-in", "30"], 2),
        (["create", "a", "--expires", "2100-01-01T00:00:00Z", "--expires-in", "1d"], 2),
        (["create", "a", "--expires", "2001-01-01T00:00:00Z"], 1), (["create"], 2), (["create", "a", "b"], 2),
        (["deactivate", ""], 2), (["deactivate", " "], 2), (["deactivate", "no-id"], 2),
        (["deactivate", "0F0E0D0C-0000-4000-8000-000000000000"], 2),
        (["deactivate", "0f0e0d0c-0000-4000-8000-000000000000"], 1),
        (["create", "a", "--ignore-missing", "x"], 2), (["create", "a", "--wait", "soon"], 2),
        (["create", "a", "--wait", "2d"], 2), (["create", "a", "--wait", "1s", "--at-least", "0"], 2),
        (["lst"], 2),
    ]

    /// Each is told in words, and nothing is written.
    @Test(arguments: badInput)
    func `bad input is told, and nothing is half-written`(_ arguments: [String], _ code: Int32) throws {
        let deployment = try Deployment()
        let ended = try deployment.run(["keys"] + arguments)
        #expect(ended.code == code, "\(arguments) \(ended.errors)")
        #expect(!ended.errors.isEmpty && ended.output.isEmpty)
        #expect(try deployment.keys.isEmpty)
    }

    @Test func `an error is JSON, too, for whoever asked for it`() throws {
        let ended = try Deployment().run(
            ["keys", "deactivate", "0f0e0d0c-0000-4000-8000-000000000000", "--json"])
        #expect(ended.code == 1)
        #expect(try ended.json["outcome"] as? String == "failed")
        #expect((try ended.json["error"] as? String)?.contains("no managed key has this id") == true)
    }

    @Test func `a deactivation is for ever, and again is no error`() throws {
        let deployment = try Deployment()
        let id = try #require(try deployment.run(["keys", "create", "one", "--json"]).json["id"] as? String)
        let first = try deployment.run(["keys", "deactivate", id, "--json"]).json
        let second = try deployment.run(["keys", "deactivate", " \(id)\n", "--json"])
        #expect(second.code == 0 && first["active"] as? Bool == false)
        #expect(try second.json["deactivated_at"] as? String == first["deactivated_at"] as? String)
        #expect(try deployment.run(["keys", "list"]).output.contains("inactive"))
    }

    @Test func `a row that is no record is told beside the list, and hides no other`() throws {
        let deployment = try Deployment()
        let id = try #require(try deployment.run(["keys", "create", "good", "--json"]).json["id"] as? String)
        let bad = "0f0e0d0c-0000-4000-8000-000000000000"
        try deployment.server.ask("HSET", deployment.key("managed-keys"), bad, "rubbish")
        try deployment.server.ask("ZADD", deployment.key("managed-keys:changes"), "5", bad)
        let list = try deployment.run(["keys", "list"])
        #expect(list.code == 0 && list.output.contains(id) && list.errors.contains("1 damaged"))
        let dead = try deployment.run(["keys", "deactivate", bad])
        #expect(dead.code == 1 && dead.errors.contains("damaged"))
    }
}
