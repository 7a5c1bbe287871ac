import RedisFixture
import RedisLink
import Testing

@testable import Fleet
@testable import Scenario

/// What each user of a run may and may not do, judged by a Redis that has exactly these users.
@Suite struct RedisUsersTests {
    private static let slot = "keyquake:beef:admin-key"
    private static let log = "keyquake:beef:admin-key:log"

    private static func server(_ text: String, isSentinel: Bool = false) throws -> RedisServer {
        let users = text.split(separator: "\n").map { String($0.dropFirst("user ".count)) }
        return try .start(.init(users: users, isSentinel: isSentinel))
    }

    private static func nodeFile(repair: String = "replicas", topology: String = "sentinel") throws -> String {
        let redis = topology == "standalone" ? "{}" : "{ topology: \(topology), replicas: 2 }"
        return try RedisUsers().nodeFile(prefix: "keyquake:beef", plan: somePlan(redis: redis, repair: repair))
    }

    private func expect(
        _ commands: [String], are isAllowed: Bool, for user: String, on server: RedisServer,
        _ place: SourceLocation = #_sourceLocation
    ) throws {
        for command in commands {
            let words = command.split(separator: " ").map(String.init)
            let answer = try server.ask(["ACL", "DRYRUN", user] + words)
            #expect((answer == .status("OK")) == isAllowed, "\(user): \(command)", sourceLocation: place)
        }
    }

    private static let repairing = [
        "HSET \(slot) e 1", "SET \(slot) x", "XADD \(log) * e 1", "PUBLISH \(slot) x", "EVAL x 1 \(slot)",
    ]
    private static let destroying = [
        "DEL \(slot)", "FLUSHALL", "CONFIG GET *", "CONFIG SET maxmemory 1", "CLIENT LIST", "CLIENT KILL USER replica",
        "ACL LIST", "ACL SETUSER replica on", "SHUTDOWN", "KEYS *", "REPLICAOF NO ONE", "DEBUG SLEEP 1", "MONITOR",
    ]
    private static let foreign = ["HGETALL other:admin-key", "GET other", "SUBSCRIBE other", "HSET other e 1"]

    @Test func `a replica reads, listens and repairs below the run's own prefix, and does nothing else`() throws {
        let server = try Self.server(try Self.nodeFile())
        try expect(
            ["HGETALL \(Self.slot)", "GET \(Self.slot)", "SUBSCRIBE \(Self.slot)", "PING", "ROLE"], are: true,
            for: "replica", on: server)
        try expect(Self.repairing, are: true, for: "replica", on: server)
        try expect(Self.destroying + Self.foreign + ["WAIT 1 0"], are: false, for: "replica", on: server)
    }

    @Test func `a replica that may not repair may not write`() throws {
        let server = try Self.server(try Self.nodeFile(repair: "none"))
        try expect(["HGETALL \(Self.slot)", "SUBSCRIBE \(Self.slot)"], are: true, for: "replica", on: server)
        try expect(Self.repairing + Self.destroying + Self.foreign, are: false, for: "replica", on: server)
    }

    @Test func `an operator writes and waits for replicas, but does not rule the server`() throws {
        let server = try Self.server(try Self.nodeFile())
        try expect(
            Self.repairing + ["HGETALL \(Self.slot)", "WAIT 2 100", "XRANGE \(Self.log) - +"], are: true,
            for: "operator", on: server)
        let ruling = Self.destroying.filter { $0 != "DEL \(Self.slot)" }
        try expect(ruling + Self.foreign, are: false, for: "operator", on: server)
    }

    /// Where replicas keep tokens they may write below the storage's prefix, even those that may not write the slot.
    @Test(arguments: ["replicas", "none"])
    func `a replica that keeps tokens may do so, and look through all keys no more than before`(
        _ repair: String
    ) throws {
        var plan = try somePlan(repair: repair)
        plan.tokens = TokensPlan()
        let server = try Self.server(try RedisUsers().nodeFile(prefix: "keyquake:beef", plan: plan))
        let token = "keyquake:beef:{tokens}:access:x"
        let keeping = [
            "SET \(token) x PX 5", "GETDEL \(token)", "DEL \(token)", "SADD \(token) x", "PEXPIRE \(token) 5",
            "EVALSHA x 1 \(token)", "WAIT 2 100",
        ]
        try expect(keeping, are: true, for: "replica", on: server)
        try expect(
            ["SCAN 0", "PEXPIRETIME \(token)", "SET other:{tokens}:x y"], are: false, for: "replica", on: server)
        try expect(["HSET \(Self.slot) e 1"], are: repair == "replicas", for: "replica", on: server)
        try expect(keeping + ["SCAN 0", "PEXPIRETIME \(token)"], are: true, for: "operator", on: server)
        try expect(["GETDEL \(token)"], are: false, for: "replica", on: Self.server(try Self.nodeFile()))
    }

    @Test func `servers replicate and Sentinels watch without reading or writing a key`() throws {
        let server = try Self.server(try Self.nodeFile())
        try expect(["PSYNC ? -1", "REPLCONF ack 0", "PING"], are: true, for: "replication", on: server)
        try expect(
            ["INFO replication", "SLAVEOF 127.0.0.1 1", "CONFIG REWRITE", "CLIENT KILL TYPE normal", "PING"], are: true,
            for: "sentinel", on: server)
        let keys = ["HGETALL \(Self.slot)", "SET \(Self.slot) x", "EVAL x 0", "FLUSHALL"]
        try expect(keys + ["ACL LIST", "CONFIG GET *"], are: false, for: "replication", on: server)
        try expect(keys + ["ACL LIST", "CONFIG GET *"], are: false, for: "sentinel", on: server)
    }

    @Test func `a Sentinel tells replicas and operators who is primary, and takes orders from neither`() throws {
        let sentinel = try Self.server(RedisUsers().sentinelFile(), isSentinel: true)
        for user in ["replica", "operator"] {
            try expect(
                ["SENTINEL GET-MASTER-ADDR-BY-NAME keyquake", "SUBSCRIBE +switch-master", "PING"], are: true, for: user,
                on: sentinel)
            try expect(
                [
                    "SENTINEL FAILOVER keyquake", "SENTINEL SET keyquake quorum 1", "SENTINEL REMOVE keyquake",
                    "SENTINEL DEBUG info-period 1", "PUBLISH +switch-master x", "ACL LIST", "SHUTDOWN",
                ], are: false, for: user, on: sentinel)
        }
    }

    @Test(arguments: [("standalone", 4), ("replicated", 5), ("sentinel", 6)])
    func `a topology has the users that it needs, the one without a name is off, each password is another`(
        _ topology: String, _ count: Int
    ) throws {
        let lines = try Self.nodeFile(topology: topology).split(separator: "\n")
        #expect(lines.count == count && lines.first == "user default off resetpass resetkeys ~* resetchannels &* +@all")
        let passwords = lines.compactMap { line in line.split(separator: " ").first { $0.hasPrefix(">") } }
        #expect(Set(passwords).count == count - 1 && passwords.allSatisfy { $0.count >= 33 })
    }

    @Test func `a new password of the replicas changes nobody else's`() {
        var users = RedisUsers()
        let before = users
        users.replacePasswordOfReplicas(by: .random("replica"))
        #expect(users.replica.passwordText != before.replica.passwordText)
        #expect(users.operator.passwordText == before.operator.passwordText)
        #expect(users.sentinelFile().contains(users.replica.passwordText))
        #expect(!users.sentinelFile().contains(before.replica.passwordText))
    }
}
