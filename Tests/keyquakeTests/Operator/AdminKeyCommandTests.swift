import Foundation
import Glibc
import RedisFixture
import RedisLink
import Testing

/// `keyquake admin-key` on a real Redis.
struct AdminKeyCommandTests {
    @Test func `a key is made, put in force, and told once`() throws {
        let deployment = try Deployment()
        let made = try deployment.run(["admin-key", "rotate"])
        #expect(made.code == 0, "\(made.errors)")
        #expect(made.line.utf8.count == 48 && made.output == made.line + "\n")
        #expect(try deployment.slot["v"] == made.line)
        let version = try deployment.version
        #expect(!made.errors.contains(made.line) && made.errors.contains("version \(version)"))
    }

    @Test func `a fingerprint is the same in what a change says, in what is shown and in the slot's log`() throws {
        let deployment = try Deployment()
        let json = try deployment.run(["admin-key", "rotate", "--json"]).json
        let fingerprint = try #require(json["fingerprint"] as? String)
        let shown = try deployment.run(["admin-key", "show-fingerprint", "--json"])
        #expect(try shown.json["fingerprint"] as? String == fingerprint)
        #expect(try shown.json["version"] as? String == json["version"] as? String)
        let log = try "\(deployment.server.ask("XRANGE", deployment.key("admin-key:log"), "-", "+"))"
        #expect(log.contains("\(Array(fingerprint.utf8))"))
        let text = try deployment.run(["admin-key", "show-fingerprint"])
        #expect(text.code == 0 && text.output.hasPrefix("in force     \(fingerprint)\n"))
        #expect(!shown.output.contains(try #require(json["value"] as? String)))
    }

    @Test(arguments: [true, false])
    func `a given key comes from a file or from standard input`(_ isFile: Bool) throws {
        let deployment = try Deployment()
        let folder = try TemporaryFolder()
        try folder.write("  a-given-key\n", to: "key")
        let path = "\(folder.path)/key"
        let made =
            isFile
            ? try deployment.run(["admin-key", "rotate", "--from-file", path])
            : try deployment.run(
                ["admin-key", "rotate", "--from-file", "-"], through: ["sh", "-c", "exec \"$@\" < \(path)", "sh"])
        #expect(made.code == 0 && made.output.isEmpty && !made.errors.contains("a-given-key"))
        #expect(try deployment.slot["v"] == "a-given-key")
    }

    @Test(arguments: ["", " \n", "two words", "line\nline", String(repeating: "x", count: 4097)])
    func `a given key that is none changes nothing and is not shown`(_ text: String) throws {
        let deployment = try Deployment()
        let folder = try TemporaryFolder()
        try folder.write(text, to: "key")
        let made = try deployment.run(["admin-key", "rotate", "--from-file", "\(folder.path)/key"])
        #expect(made.code == 2 && made.output.isEmpty && !made.errors.contains("two words"))
        #expect(try deployment.keys.isEmpty)
    }

    @Test func `a key with grace goes on for a while, until its grace is ended`() throws {
        let deployment = try Deployment()
        _ = try deployment.run(["admin-key", "rotate"])
        let first = try #require(try deployment.slot["v"])
        let made = try deployment.run(["admin-key", "rotate", "--grace", "10m", "--json"])
        #expect(try made.json["grace_end"] as? String != nil)
        #expect(try deployment.slot["o"]?.hasSuffix(" \(first)") == true)
        let shown = try deployment.run(["admin-key", "show-fingerprint"])
        #expect(shown.output.contains("outgoing     ") && !shown.output.contains(first))
        #expect(try deployment.run(["admin-key", "end-grace"]).code == 0)
        #expect(try deployment.slot["o"] == "")
    }

    @Test func `a revoke leaves no key in force`() throws {
        let deployment = try Deployment()
        _ = try deployment.run(["admin-key", "rotate"])
        let revoked = try deployment.run(["admin-key", "revoke"])
        #expect(revoked.code == 0 && revoked.output.isEmpty)
        let slot = try deployment.slot
        #expect(slot["v"] == "" && slot["by"] == "revoke")
        let shown = try deployment.run(["admin-key", "show-fingerprint"])
        #expect(shown.code == 0 && shown.output.hasPrefix("in force     none"))
    }

    @Test func `where there is nothing there is no grace to end and no fingerprint to show`() throws {
        let deployment = try Deployment()
        #expect(try deployment.run(["admin-key", "end-grace"]).code == 1)
        #expect(try deployment.run(["admin-key", "show-fingerprint"]).code == 1)
        #expect(try deployment.keys.isEmpty)
    }

    @Test func `a plain slot is rotated as one, and not taken over by mistake`() throws {
        let deployment = try Deployment()
        try deployment.server.ask("SET", deployment.key("admin-key"), "first-generation")
        let mistake = try deployment.run(["admin-key", "rotate"])
        #expect(mistake.code == 1 && mistake.errors.contains("--slot plain"))
        #expect(mistake.output.isEmpty)
        let made = try deployment.run(["admin-key", "rotate", "--slot", "plain"])
        let key = try deployment.server.ask("GET", deployment.key("admin-key"))
        #expect(made.code == 0 && key == .string(Array(made.line.utf8)))
        let replaced = try deployment.run(["admin-key", "rotate", "--overwrite"])
        #expect(replaced.code == 0)
        #expect(try deployment.slot["v"] == replaced.line)
    }

    @Test(arguments: [
        ["rotate", "--grace", "-5s"], ["rotate", "--grace", "5"], ["rotate", "--grace", "9999999w"],
        ["rotate", "--slot", "plain", "--grace", "5s"], ["rotate", "--slot", "plain", "--wait", "5s"],
        ["rotate", "--slot", "round"], ["rotate", "--from-file", "/no/such/file"], ["rotate", "a-key-as-an-argument"],
        ["rotate", "--from-file", "/etc/hostname", "--out", "/tmp/never"], ["revoke", "--grace", "5s"],
        ["revoke", "--ignore-missing", "a"],
    ])
    func `what makes no sense is a usage error, and nothing is written`(_ arguments: [String]) throws {
        let deployment = try Deployment()
        let ended = try deployment.run(["admin-key"] + arguments)
        #expect(ended.code == 2, "\(arguments) \(ended.errors)")
        #expect(!ended.errors.contains("a-key-as-an-argument"))
        #expect(try deployment.keys.isEmpty)
    }
}
