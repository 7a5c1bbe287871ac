import Foundation
import RedisFixture
import RedisLink
import Testing

/// A Redis that is not there, does not permit it, or stands behind Sentinels; and what is told of secrets meanwhile.
struct OperatorEnvironmentTests {
    private static let password = "an-operators-password"
    private static let commands = [
        ["admin-key", "rotate"], ["admin-key", "revoke"], ["admin-key", "end-grace"],
        ["admin-key", "show-fingerprint"],
        ["keys", "create", "one"], ["keys", "list"], ["keys", "deactivate", "0f0e0d0c-0000-4000-8000-000000000000"],
        ["fleet", "list"], ["fleet", "forget", "one"],
    ]

    private static func server(_ rules: String = "~* &* +@all") throws -> RedisServer {
        try RedisServer.start(.init(users: ["op on >\(password) \(rules)", "default off"]))
    }

    @Test(arguments: commands)
    func `a wrong password is one clear line, at once, without the password`(_ command: [String]) throws {
        let deployment = Deployment(try Self.server(), user: "op")
        let ended = try deployment.run(command, environment: ["KEYQUAKE_REDIS_PASSWORD": "a-wrong-password"])
        #expect(ended.code == 3 && ended.output.isEmpty)
        #expect(ended.errors.contains("WRONGPASS") && !ended.errors.contains("a-wrong-password"))
        #expect(ended.errors.split(separator: "\n").count == 1)
    }

    @Test func `a Redis that is not there is one clear line`() throws {
        let server = try Self.server()
        let deployment = Deployment(server, user: "op")
        server.kill()
        let ended = try deployment.run(["keys", "list"])
        #expect(ended.code == 3 && ended.errors.contains("refused"))
    }

    @Test(arguments: [
        (["admin-key", "rotate"], "-hset"), (["admin-key", "rotate"], "-hgetall"),
        (["keys", "create", "one"], "-zadd"),
        (["keys", "list"], "-zrangebyscore"), (["fleet", "list"], "-hgetall"),
        (["admin-key", "revoke", "--wait", "1s"], "-time"),
    ])
    func `who may not is told so, and nothing is written`(_ command: [String], _ rule: String) throws {
        let deployment = Deployment(try Self.server("~* &* +@all \(rule)"), user: "op")
        let ended = try deployment.run(command, environment: ["KEYQUAKE_REDIS_PASSWORD": Self.password])
        #expect(ended.code == 3 && ended.errors.contains("NOPERM"), "\(ended.errors)")
        #expect(ended.output.isEmpty)
        #expect(try deployment.keys.isEmpty)
    }

    @Test func `the permissions of an operator suffice`() throws {
        let prefix = "kq:test:"
        let rules =
            "resetkeys ~\(prefix)* resetchannels &\(prefix)* -@all +client|setname +ping +role +subscribe +unsubscribe"
            + " +hgetall +get +hmget +zscore +zcard +zrangebyscore +eval +evalsha +time +type +hset +persist +set +xadd"
            + " +publish +hget +hexists +zrevrangebyscore +zadd +zremrangebyrank +del +xrange +xrevrange +wait"
            + " (+eval +evalsha +time +hgetall +hdel ~\(prefix)holds)"
        let deployment = Deployment(try Self.server(rules), user: "op")
        try deployment.says("replica-1")
        for command in Self.commands where command != ["fleet", "forget", "one"] {
            let ended = try deployment.run(command, environment: ["KEYQUAKE_REDIS_PASSWORD": Self.password])
            #expect(ended.code == (command.contains { $0.hasPrefix("0f0e") } ? 1 : 0), "\(command) \(ended.errors)")
        }
        let ended = try deployment.run(
            ["fleet", "forget", "replica-1"], environment: ["KEYQUAKE_REDIS_PASSWORD": Self.password])
        #expect(ended.code == 0, "\(ended.errors)")
    }

    /// While a command waits, everybody on the machine may look at it.
    @Test(arguments: [true, false])
    func `neither the password nor the key stands in arguments, environment or what is said`(_ isURL: Bool) throws {
        let server = try Self.server()
        let deployment = Deployment(server, user: isURL ? "op:\(Self.password)" : "op")
        let folder = try TemporaryFolder()
        try folder.write("a-key-of-the-operator\n", to: "key")
        try deployment.says("behind")
        let run = try deployment.start(
            ["admin-key", "rotate", "--from-file", "\(folder.path)/key", "--wait", "40s"],
            environment: isURL ? [:] : ["KEYQUAKE_REDIS_PASSWORD": Self.password])
        try waitUntil("the key is in the slot", within: KeyquakeRun.patience) { try !deployment.slot.isEmpty }
        let process = try #require(RunningProcess(pid: run.child.pid))
        let secrets: Set = [Self.password, "a-key-of-the-operator"]
        try expectNone(of: secrets, in: process.visibleText, "arguments or environment")
        try deployment.says("behind", admin: try deployment.version)
        try run.expectEnd(0)
        try expectNone(of: secrets, in: Array((run.standardOutput + run.standardError).utf8), "what it said")
    }

    @Test(arguments: [
        [], ["--redis", "redis://127.0.0.1"], ["--redis", "http://127.0.0.1", "--namespace", "a"],
        ["--redis", "redis://127.0.0.1", "--namespace", ""], ["--redis", "redis://127.0.0.1", "--namespace", "a b"],
        ["--namespace", "a"], ["--redis", "redis://127.0.0.1", "--sentinels", "127.0.0.1", "--namespace", "a"],
        ["--sentinels", "127.0.0.1:1", "--namespace", "a"],
        ["--sentinels", "127.0.0.1:x", "--master", "m", "--namespace", "a"],
        ["--sentinels", "127.0.0.1:1,", "--master", "m", "--namespace", "a"],
        ["--redis", "redis://127.0.0.1", "--master", "m", "--namespace", "a"],
    ])
    func `which Redis and which deployment is never guessed`(_ place: [String]) throws {
        let run = try KeyquakeRun.start(["keys", "list"] + place)
        try run.expectEnd(2)
    }

    @Test func `the primary behind Sentinels is found`() throws {
        let set = try SentinelSet()  // others fail over the common one meanwhile
        let sentinels = set.sentinels.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        let run = try KeyquakeRun.start(
            [
                "keys", "list", "--json", "--sentinels", sentinels, "--master", SentinelSet.masterName, "--redis-user",
                SentinelSet.user, "--namespace", "kq:sentinels",
            ], environment: ["KEYQUAKE_REDIS_PASSWORD": SentinelSet.password])
        try run.expectEnd(0)
        #expect(run.standardOutput == "[]\n")
    }
}
