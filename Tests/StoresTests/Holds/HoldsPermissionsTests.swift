import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

/// What users may do with the holdings, and that they may do nothing else through them.
@Suite struct HoldsPermissionsTests {
    private static let prefix = "kq:a-[1]*?:"
    private static let namespace = "kq:a-[1]*?"
    private static let name = HoldsName(namespace: namespace)

    /// A server with users as a run makes them, the selector after their other rules.
    private static func withUsers(
        _ body: @escaping @Sendable (_ enter: (String) async throws -> RedisLink) async throws -> Void
    ) async throws {
        let users: [(String, SlotPermissions, HoldsPermissions)] = [
            ("reader", .replica(mayRepair: false), .replica), ("replica", .replica(mayRepair: true), .replica),
            ("operator", .operator, .operator),
        ]
        let lines = try users.map { name, slot, holds in
            let rules = try #require(slot.rules(prefix: prefix))
            return "\(name) on >secret \(rules) \(try #require(holds.selector(for: Self.name)))"
        }
        let server = try RedisServer.start(.init(users: lines))
        try await withLoop { loop in
            try await body { user in
                let access = RedisAccess(user: user, password: RedisPassword(text: "secret"))
                return try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            }
        }
    }

    @Test(arguments: ["reader", "replica"])
    func `a replica writes and removes its entry, also one that may only read the slot`(_ user: String) async throws {
        let replica = try #require(ReplicaName("replica-1"))
        try await Self.withUsers { enter in
            let store = RedisHoldsStore(sender: try await enter(user), name: Self.name)
            #expect(try await store.write(.of(2), of: replica) == .wrote)
            #expect(try await store.write(.of(1), of: replica) == .superseded(by: 2))
            #expect(try await store.remove(replica, incarnation: 2))
        }
    }

    @Test func `what a reader may do with its entry does not reach the slot`() async throws {
        try await Self.withUsers { enter in
            let link = try await enter("reader")
            let slot = SlotName(Self.prefix + "admin-key")
            let store = RedisFencedSlotStore(sender: link, name: slot, client: "test") { .system }
            let error = await #expect(throws: SlotStoreError.self) { try await store.bootstrap(SlotBootstrap("key")) }
            #expect(error?.outcome == .failed && error?.serverErrorKind == .noPermission)
            for words in [
                ["HSET", slot.text, "v", "x"], ["HDEL", slot.text, "v"], ["EVAL", "return 1", "1", slot.text],
                ["HSET", "kq:a-1x:holds", "a", "b"], ["DEL", Self.name.text], ["EXPIRE", Self.name.text, "1"],
            ] {
                #expect(await link.refusal(RedisCommand(words)) == .noPermission, "\(words)")
            }
            // A script whose key it may use reaches no other.
            for call in ["'HSET', '\(slot.text)', 'v', 'x'", "'DEL', KEYS[1]", "'HDEL', '\(slot.text)', 'v'"] {
                let words = ["EVAL", "return redis.call(\(call))", "1", Self.name.text]
                #expect(await link.refusal(RedisCommand(words)) != nil, "\(call)")
            }
        }
    }

    @Test func `the operator reads, forgets and prunes`() async throws {
        let replica = try #require(ReplicaName("replica-1"))
        try await Self.withUsers { enter in
            let ours = RedisHoldsStore(sender: try await enter("replica"), name: Self.name)
            _ = try await ours.write(.of(), of: replica)
            let store = RedisHoldsStore(sender: try await enter("operator"), name: Self.name)
            #expect(try await store.read().rows.count == 1)
            #expect(try await store.prune() == 0)
            #expect(try await store.forget("replica-1"))
        }
    }

    /// A script that failed halfway would leave its first write.
    @Test(arguments: ["-hset", "-persist", "-hget", "-time", "-evalsha -eval"])
    func `who lacks one permission writes nothing at all`(_ rule: String) async throws {
        let server = try RedisServer.start(.init(users: ["user on >secret ~* &* +@all \(rule)"]))
        let replica = try #require(ReplicaName("replica-1"))
        try await withLoop { loop in
            let access = RedisAccess(user: "user", password: RedisPassword(text: "secret"))
            let stage = try await RedisHoldsStage(on: loop, server, as: access)
            let error = await #expect(throws: HoldsStoreError.self) { try await stage.store.write(.of(), of: replica) }
            #expect(error?.outcome == .failed)
            #expect(try server.ask("EXISTS", stage.name.text) == .integer(0))
        }
    }

    @Test(arguments: ["with space", "line\n", "tab\t", "umlaut\u{e4}"])
    func `a namespace that no rule can hold has no selector`(_ namespace: String) {
        #expect(HoldsPermissions.replica.selector(for: HoldsName(namespace: namespace)) == nil)
    }

    @Test func `the selector is plain to read`() {
        #expect(
            HoldsPermissions.operator.selector(for: HoldsName(namespace: "kq:1"))
                == "(+eval +evalsha +time +hgetall +hdel ~kq:1:holds)")
    }
}
