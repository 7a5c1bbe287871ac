import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

@Suite struct SlotPermissionsTests {
    private static let prefix = "kq:a-[1]*?:"
    private static let users: [(name: String, permissions: SlotPermissions)] = [
        ("replica", .replica(mayRepair: true)), ("reader", .replica(mayRepair: false)), ("operator", .operator),
        ("faults", .faults), ("foreign", .foreign(mayWrite: false)), ("writer", .foreign(mayWrite: true)),
    ]

    /// A server with the four users, and a slot for each test.
    private static func withUsers(
        _ body: @escaping @Sendable (_ enter: (String) async throws -> RedisLink, SlotName) async throws -> Void
    ) async throws {
        let lines = try users.map { user in
            "\(user.name) on >secret \(try #require(user.permissions.rules(prefix: prefix)))"
        }
        let server = try RedisServer.start(.init(users: lines))
        try await withLoop { loop in
            let enter = { (user: String) in
                let access = RedisAccess(user: user, password: RedisPassword(text: "secret"))
                return try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            }
            try await body(enter, SlotName(prefix + "admin-key"))
        }
    }

    private static func stores(_ link: RedisLink, _ name: SlotName) -> [any AdminKeySlotStore] {
        [
            RedisFencedSlotStore(sender: link, name: name, client: "test") { .system },
            RedisPlainSlotStore(sender: link, name: SlotName(name.text + ":plain"), client: "test") { .system },
        ]
    }

    @Test func `a replica that may repair does everything a replica does`() async throws {
        try await Self.withUsers { enter, name in
            let link = try await enter("replica")
            let stores = Self.stores(link, name)
            for store in stores {
                #expect(try await store.read() == .absent)
                #expect(try await store.bootstrap(SlotBootstrap("key")).didWrite)
            }
            #expect(try await stores[0].repair(AdminKeySlot(epoch: 5, value: "other")).didWrite)
            _ = try await enter("faults").call(RedisCommand("DEL", name.text + ":plain"))
            #expect(try await stores[1].replant(SlotReplant("key")).didWrite)
            #expect(try await link.call(RedisCommand("PING", [])) == .status("PONG"))
        }
    }

    @Test func `a foreign program reads in whichever words it likes, and writes where it may`() async throws {
        try await Self.withUsers { enter, name in
            for user in ["foreign", "writer"] {
                let link = try await enter(user)
                for command in ["HGETALL", "TTL", "EXISTS", "HLEN"] {
                    _ = try await link.call(RedisCommand(command, name.text))
                }
                let refused = await #expect(throws: RedisError.self) {
                    _ = try await link.call(RedisCommand("CONFIG", "GET", "*"))
                }
                #expect(refused?.serverError?.kind == .noPermission)
            }
            _ = try await enter("writer").call(RedisCommand("SET", name.text + ":plain", "key", "NX"))
            let refused = await #expect(throws: RedisError.self) {
                _ = try await enter("foreign").call(RedisCommand("SET", name.text + ":plain", "other"))
            }
            #expect(refused?.serverError?.kind == .noPermission)
            let elsewhere = await #expect(throws: RedisError.self) {
                _ = try await enter("writer").call(RedisCommand("GET", "another"))
            }
            #expect(elsewhere?.serverError?.kind == .noPermission)
        }
    }

    @Test(arguments: ["fenced", "plain"])
    func `who may not do the whole harm does nothing`(_ format: String) async throws {
        let server = try RedisServer.start(.init(users: ["user on >secret ~* &* +@all -rpush"]))
        let name = SlotName("kq:harm:admin-key")
        try await withLoop { loop in
            let access = RedisAccess(user: "user", password: RedisPassword(text: "secret"))
            let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            let store = Self.stores(link, name)[format == "fenced" ? 0 : 1]
            #expect(try await store.bootstrap(SlotBootstrap("key")).didWrite)
            let slot = format == "fenced" ? name : SlotName(name.text + ":plain")
            let damager = RedisSlotDamager(sender: link, name: slot, format: store.format)
            let error = await #expect(throws: SlotStoreError.self) { try await damager.corrupt(.wrongType) }
            #expect(error?.outcome == .failed)
            #expect(try await store.read() != .absent)
        }
    }

    @Test(arguments: [SlotPermissions.replica(mayRepair: true), .replica(mayRepair: false), .operator, .faults])
    func `every user hears what is published under the prefix, and nothing else`(
        _ permissions: SlotPermissions
    ) async throws {
        let rules = try #require(permissions.rules(prefix: "kq:one:"))
        let server = try RedisServer.start(.init(users: ["user on >secret \(rules)"]))
        let access = RedisAccess(user: "user", password: RedisPassword(text: "secret"))
        try await withLoop { loop in
            _ = try await RedisStage(on: loop, server, as: access, format: .fenced, name: SlotName("kq:one:admin-key"))
            let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            let kind = await link.refusal(RedisCommand("SUBSCRIBE", "kq:two:admin-key:push"))
            #expect(kind == .noPermission)
        }
    }

    @Test func `a replica that must not repair reads, and every write is refused without effect`() async throws {
        try await Self.withUsers { enter, name in
            let link = try await enter("reader")
            for store in Self.stores(link, name) {
                #expect(try await store.read() == .absent)
                let error = await #expect(throws: SlotStoreError.self) {
                    try await store.bootstrap(SlotBootstrap("key"))
                }
                #expect(error?.outcome == .failed && error?.serverErrorKind == .noPermission)
                #expect(try await store.read() == .absent)
            }
            for command in [RedisCommand("HSET", name.text, "v", "x"), RedisCommand("SET", name.text, "x")] {
                #expect(await link.refusal(command) == .noPermission)
            }
        }
    }

    @Test(arguments: ["replica", "reader"])
    func `everything else is refused to a replica`(_ user: String) async throws {
        try await Self.withUsers { enter, name in
            let link = try await enter(user)
            let key = name.text
            let refused = [
                ["FLUSHALL"], ["FLUSHDB"], ["CONFIG", "GET", "*"], ["CONFIG", "SET", "maxmemory", "1"], ["KEYS", "*"],
                ["SCAN", "0"], ["ACL", "LIST"], ["ACL", "WHOAMI"], ["CLIENT", "LIST"], ["CLIENT", "KILL", "ID", "1"],
                ["CLIENT", "PAUSE", "1"], ["SHUTDOWN"], ["DEBUG", "SLEEP", "0"], ["SAVE"], ["INFO"], ["MONITOR"],
                ["SCRIPT", "FLUSH"], ["REPLICAOF", "NO", "ONE"], ["DEL", key], ["UNLINK", key], ["EXPIRE", key, "1"],
                ["RENAME", key, key], ["XRANGE", key + ":log", "-", "+"], ["XDEL", key + ":log", "1-1"], ["MULTI"],
                ["GET", "kq:b:admin-key"], ["HGETALL", "kq:a-1x:admin-key"], ["SET", "kq:b:admin-key", "x"],
                ["HSET", "other", "e", "1"], ["PUBLISH", "kq:b:admin-key:push", "x"], ["PSUBSCRIBE", "*"],
            ]
            for words in refused {
                #expect(await link.refusal(RedisCommand(words)) == .noPermission, "\(words)")
            }
        }
    }

    @Test func `a script of a replica reaches no further than the replica`() async throws {
        try await Self.withUsers { enter, name in
            let link = try await enter("replica")
            let store = RedisFencedSlotStore(sender: link, name: SlotName("kq:b:admin-key"), client: "r1") { .system }
            let error = await #expect(throws: SlotStoreError.self) { try await store.bootstrap(SlotBootstrap("key")) }
            #expect(error?.outcome == .failed && error?.serverErrorKind == .noPermission)
            for words in [["FLUSHALL"], ["DEL", name.text], ["SET", "kq:b:x", "1"]] {
                let call = words.map { "'\($0)'" }.joined(separator: ",")
                let reply = await link.refusal(RedisCommand(["EVAL", "return redis.call(\(call))", "0"]))
                #expect(reply != nil, "\(words)")
            }
        }
    }

    @Test func `the operator does everything an operator does, and no more`() async throws {
        try await Self.withUsers { enter, name in
            let link = try await enter("operator")
            for store in Self.stores(link, name) {
                #expect(try await store.rotate(SlotRotation("first")).didWrite)
                #expect(try await store.rotate(SlotRotation("second")).didWrite)
                #expect(try await store.readLog().entries.count == 2)
            }
            let fenced = Self.stores(link, name)[0]
            #expect(try await fenced.endGrace().didWrite)
            #expect(try await fenced.revoke().didWrite)
            _ = try await enter("faults").call(RedisCommand("SET", name.text, "damage"))
            #expect(try await fenced.rotate(SlotRotation("third")).didWrite)
            #expect(try await link.call(RedisCommand("WAIT", "0", "1")) == .integer(0))
            for words in [["FLUSHALL"], ["CONFIG", "GET", "*"], ["KEYS", "*"], ["GET", "other"], ["ACL", "LIST"]] {
                #expect(await link.refusal(RedisCommand(words)) == .noPermission, "\(words)")
            }
        }
    }

    @Test func `the faults user samples, reads the log and does every harm`() async throws {
        try await Self.withUsers { enter, name in
            let link = try await enter("faults")
            for store in Self.stores(link, name) {
                let slot = SlotName(store.format == .plain ? name.text + ":plain" : name.text)
                let damager = RedisSlotDamager(sender: link, name: slot, format: store.format)
                for harm in SlotHarm.allCases where store.format == .fenced || harm != .poisonedEpoch {
                    _ = try await damager.corrupt(harm)
                    _ = try await store.sample()
                }
                #expect(try await damager.delete())
                #expect(try await store.readLog().entries.isEmpty)
            }
            for words in [["INFO"], ["CLIENT", "LIST"], ["CLIENT", "PAUSE", "1"], ["SCAN", "0"], ["ROLE"]] {
                _ = try await link.call(RedisCommand(words))
            }
            for words in [
                ["FLUSHALL"], ["CONFIG", "GET", "*"], ["SET", "other", "x"], ["ACL", "LIST"], ["DEBUG", "SLEEP", "0"],
            ] {
                #expect(await link.refusal(RedisCommand(words)) == .noPermission, "\(words)")
            }
        }
    }

    @Test(arguments: ["", "with space", "line\n", "tab\t", "umlaut\u{e4}"])
    func `a prefix that no rule can hold has no rules`(_ prefix: String) {
        #expect(SlotPermissions.operator.rules(prefix: prefix) == nil)
    }

    @Test func `the rules are plain to read`() {
        #expect(
            SlotPermissions.replica(mayRepair: false).rules(prefix: "kq:1:")
                == "resetkeys %R~kq:1:* resetchannels &kq:1:* -@all +client|setname +ping +role +subscribe "
                + "+unsubscribe +hgetall +get +hmget +zscore +zcard +zrangebyscore")
    }
}

extension RedisCommand {
    init(_ words: [String]) { self.init(words[0], words.dropFirst().map { Array($0.utf8) }) }
}

extension RedisSender {
    /// With which error the server refuses a command; nil when it does not.
    func refusal(_ command: RedisCommand) async -> RedisServerError.Kind? {
        do {
            _ = try await call(command)
            return nil
        } catch {
            return error.serverError?.kind
        }
    }
}
