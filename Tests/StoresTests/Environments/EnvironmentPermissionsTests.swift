import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

@Suite struct EnvironmentPermissionsTests {
    /// A server with the users of a run, and the environments of a namespace that they may reach.
    private static func withUsers(
        _ body: @escaping @Sendable (_ enter: (String) async throws -> RedisLink, EnvironmentNames) async throws -> Void
    ) async throws {
        let users: [(String, SlotPermissions)] = [
            ("replica", .replica(mayRepair: true)), ("reader", .replica(mayRepair: false)), ("operator", .operator),
            ("faults", .faults),
        ]
        let lines = try users.map { "\($0.0) on >secret \(try #require($0.1.rules(prefix: "kq:one:")))" }
        let server = try RedisServer.start(.init(users: lines))
        try await withLoop { loop in
            let enter = { (user: String) in
                let access = RedisAccess(user: user, password: RedisPassword(text: "secret"))
                return try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            }
            try await body(enter, EnvironmentNames(namespace: "kq:one"))
        }
    }

    private static func store(_ link: RedisLink, _ names: EnvironmentNames) -> any EnvironmentStore {
        RedisEnvironmentStore(sender: link, names: names) { .system }
    }

    @Test func `each does what is theirs: the operator publishes, replicas read and put back, the faults user plants`()
        async throws
    {
        try await Self.withUsers { enter, names in
            let owner = Self.store(try await enter("operator"), names)
            let first = try #require(try await owner.publish(EnvironmentDocument("first")).stands.record)
            let second = try #require(try await owner.publish(EnvironmentDocument("second")).stands.record)
            #expect(try await owner.delete(EnvironmentID("env-2")).didWrite)
            let planter = RedisEnvironmentPlanter(sender: try await enter("faults"), names: names)
            try await planter.plant(first)
            try await planter.say(EnvironmentMessage(previous: nil, record: first).payload)
            let replica = Self.store(try await enter("replica"), names)
            #expect(try await replica.index().versions[first.id] == first.version)
            #expect(try await replica.putBack(second).didWrite)
            #expect(try await replica.read(first.id) == .record(second))
            try await planter.plant(first.id, text: nil, entry: nil)
            #expect(try await replica.putBack(second).didWrite)
        }
    }

    @Test func `a replica that must not repair reads, and its put-back is refused without effect`() async throws {
        try await Self.withUsers { enter, names in
            let owner = Self.store(try await enter("operator"), names)
            let held = try #require(try await owner.publish(EnvironmentDocument("held")).stands.record)
            let faults = try await enter("faults")
            try await RedisEnvironmentPlanter(sender: faults, names: names).plant(held.id, text: nil, entry: nil)
            let reader = Self.store(try await enter("reader"), names)
            let error = await #expect(throws: EnvironmentStoreError.self) { try await reader.putBack(held) }
            #expect(error?.outcome == .failed)
            #expect(try await reader.read(held.id) == .absent)
            #expect(try await reader.index() == EnvironmentIndex())
        }
    }

    @Test(arguments: ["get", "hget", "set", "hset", "persist", "publish"])
    func `who may not do all of a write does none of it`(_ command: String) async throws {
        let server = try RedisServer.start(.init(users: ["user on >secret ~* &* +@all -\(command)"]))
        try await withLoop { loop in
            let access = RedisAccess(user: "user", password: RedisPassword(text: "secret"))
            let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            let names = EnvironmentNames.fresh()
            let store = Self.store(link, names)
            let error = await #expect(throws: EnvironmentStoreError.self) {
                try await store.publish(EnvironmentDocument("key"))
            }
            #expect(error?.outcome == .failed)
            #expect(try await link.call(RedisCommand("EXISTS", names.index)) == .integer(0))
            let document = RedisCommand("EXISTS", [names.document(of: EnvironmentID("env-1"))])
            #expect(try await link.call(document) == .integer(0))
        }
    }

    @Test func `a script reaches no further than its caller`() async throws {
        try await Self.withUsers { enter, _ in
            let other = Self.store(try await enter("operator"), EnvironmentNames(namespace: "kq:two"))
            let error = await #expect(throws: EnvironmentStoreError.self) {
                try await other.publish(EnvironmentDocument("key"))
            }
            #expect(error?.outcome == .failed)
        }
    }
}
