import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

/// What a server refuses has certainly no effect; what two writers do at once comes out as one after the other.
@Suite struct KeyFailureTests {
    @Test(
        arguments: [
            (["min-replicas-to-write 1"], .noReplicas), (["maxmemory 1"], .outOfMemory),
            (["replicaof 127.0.0.1 1"], .readOnly),
        ] as [([String], RedisServerError.Kind)])
    func `a server that will not write says so`(_ directives: [String], kind: RedisServerError.Kind) async throws {
        let server = try RedisServer.start(.init(directives: directives))
        try await withLoop { loop in
            let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, requiresMaster: false)
            let store = RedisManagedKeyStore(sender: link, names: .fresh()) { .system }
            let error = await cause { _ = try await store.create(.fresh()) }
            #expect(error?.outcome == .failed && error?.serverErrorKind == kind)
            #expect(try await store.changes().rows.isEmpty)
            link.close()
        }
    }

    @Test func `a user who may do all but one command of a script changes nothing`() async throws {
        let commands = [
            "hset", "zadd", "zremrangebyrank", "set", "persist", "publish", "hget", "hexists", "type", "get",
            "zrevrangebyscore",
        ]
        let users = commands.map { "without-\($0) on nopass ~* resetchannels &* -@all +@all -\($0)" }
        let server = try RedisServer.start(.init(users: users))
        try await withLoop { loop in
            let stage = try await RedisKeyStage(on: loop, server)
            let key = try await stage.store.create(.fresh()).record
            let before = try await stage.dump()
            for command in commands {
                let access = RedisAccess(user: "without-\(command)", password: RedisPassword(text: "any"))
                let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
                let store = RedisManagedKeyStore(sender: link, names: stage.names) { .system }
                let errors = [
                    await cause { _ = try await store.create(.fresh()) },
                    await cause { _ = try await store.deactivate(key.id) },
                ]
                for error in errors {
                    #expect(error?.outcome == .failed && error?.serverErrorKind == .noPermission, "\(command)")
                }
                #expect(try await stage.dump() == before, "\(command)")
                link.close()
            }
        }
    }

    @Test func `a replica reads and puts back, one that must not repair only reads, and the operator does both`()
        async throws
    {
        let names = ManagedKeyNames(namespace: "kq:one")
        let permissions: [(String, SlotPermissions)] = [
            ("replica", .replica(mayRepair: true)), ("reader", .replica(mayRepair: false)), ("operator", .operator),
        ]
        let users = try permissions.map { "\($0) on >secret \(try #require($1.rules(prefix: "kq:one:")))" }
        let server = try RedisServer.start(.init(users: users))
        try await withLoop { loop in
            let keeper = try await RedisKeyStage(on: loop, server, names: names)
            for (user, role) in permissions {
                let access = RedisAccess(user: user, password: RedisPassword(text: "secret"))
                let stage = try await RedisKeyStage(on: loop, server, as: access, names: names)
                let key = try await keeper.store.create(.fresh()).record
                #expect(try await stage.store.changes().rows.contains(key))
                let witness = ManagedKeyWitness(revision: key.revision, id: key.id)
                #expect(try await stage.store.changes(after: key.revision, witness: witness).holdsWitness)
                #expect(try await stage.store.record(key.id) == key)
                let error = await cause { _ = try await stage.store.deactivate(key.id) }
                let mayWrite = role != .replica(mayRepair: false)
                #expect(error?.serverErrorKind == (mayWrite ? nil : .noPermission), "\(user)")
                #expect(try await keeper.store.record(key.id)?.isEnabled == !mayWrite)
                let foreign = RedisManagedKeyStore(
                    sender: stage.link, names: ManagedKeyNames(namespace: "kq:two")
                ) { .system }
                let outside = await cause { _ = try await foreign.changes() }
                #expect(outside?.serverErrorKind == .noPermission, "\(user)")
            }
        }
    }

    @Test func `an expiry that somebody set does not outlive the next change`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisKeyStage(on: loop, server)
            _ = try await stage.store.create(.fresh())
            let names = [
                stage.names.records, stage.names.hashes, stage.names.changes, stage.names.log, stage.names.revision,
            ]
            for name in names { try await stage.ask("EXPIRE", name, "3600") }
            _ = try await stage.store.create(.fresh())
            for name in names { #expect(try await stage.ask("TTL", name) == .integer(-1)) }
        }
    }

    @Test func `the log keeps the latest changes and no more`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisKeyStage(on: loop, server)
            for number in 1...3 {
                let rest = (0..<4_000).flatMap { ["\(number)", "\(number) \($0)"] }
                try await stage.fill(rest)
            }
            let key = try await stage.store.create(.fresh()).record
            #expect(try await stage.ask("ZCARD", stage.names.log) == .integer(10_000))
            let witness = ManagedKeyWitness(revision: key.revision, id: key.id)
            #expect(try await stage.store.changes(witness: witness).holdsWitness)
        }
    }

    @Test(arguments: [
        RedisReply.null, .integer(1), .array([]), .status("OK"), .string([]),
        .array([.string(Array("wrote".utf8)), .string([])]), .array([.string(Array("other".utf8)), .string([])]),
    ])
    func `an answer that no script gives is no success`(_ reply: RedisReply) async throws {
        let store = RedisManagedKeyStore(sender: FixedSender(reply), names: .fresh()) { .system }
        let write = await cause { _ = try await store.create(.fresh()) }
        #expect(write == ManagedKeyStoreError(.unknown, .unreadableAnswer))
        let read = await cause { _ = try await store.changes() }
        #expect(read == ManagedKeyStoreError(.failed, .unreadableAnswer))
    }

    @Test func `no error shows a value`() {
        let causes: [ManagedKeyStoreError.Cause] = [
            .unknownID, .duplicateID, .duplicateHash, .expiryPassed, .damagedRow(.damaged), .storeDamaged,
            .unreadableAnswer, .outage,
        ]
        for cause in causes { #expect(!ManagedKeyStoreError(.unknown, cause).description.isEmpty) }
    }

    // MARK: two writers at once, on two connections

    @Test func `of two creations that race for one id or one value, one is made`() async throws {
        try await Self.race { one, other, number in
            let token = ManagedKeyToken.fresh()
            let first = try NewManagedKey.fresh("one", token: token)
            let second = try NewManagedKey.fresh(
                "other", id: number % 2 == 0 ? first.id : nil, token: number % 2 == 0 ? nil : token)
            let results = await together([
                { one.store.create(first, floor: .zero, $0) }, { other.store.create(second, floor: .zero, $0) },
            ])
            let errors = results.map { result -> ManagedKeyStoreError? in
                if case .failure(let error) = result { error } else { nil }
            }
            let expected: ManagedKeyStoreError.Cause = number % 2 == 0 ? .duplicateID : .duplicateHash
            #expect(errors.compactMap(\.self) == [ManagedKeyStoreError(.failed, expected)])
        }
    }

    @Test func `of two deactivations that race, one writes, and both hear of its moment`() async throws {
        try await Self.race { one, other, _ in
            let key = try await one.store.create(.fresh()).record
            let results = await together([
                { one.store.deactivate(key.id, first: nil, floor: .zero, $0) },
                { other.store.deactivate(key.id, first: nil, floor: .zero, $0) },
            ])
            let changes = try results.map { try $0.get() }
            #expect(changes.count { $0.didWrite } == 1)
            #expect(changes[0].record == changes[1].record)
        }
    }

    @Test func `writers at once never share a revision, and every message follows on the one before it`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let names = ManagedKeyNames.fresh()
            let stages = [
                try await RedisKeyStage(on: loop, server, names: names),
                try await RedisKeyStage(on: loop, server, names: names),
            ]
            let creations = try (0..<120).map { number in
                let key = try NewManagedKey.fresh()
                return { stages[number % 2].store.create(key, floor: .zero, $0) }
            }
            let ids = try await together(creations).map { try $0.get().record.id }
            let deactivations = ids.enumerated().filter { $0.offset % 3 == 0 }.map { number, id in
                { stages[number % 2].store.deactivate(id, first: nil, floor: .zero, $0) }
            }
            _ = try await together(deactivations).map { try $0.get() }
            let messages = try await stages[0].messages().compactMap { ManagedKeyMessage(payload: $0, now: .system) }
            #expect(messages.count == 160)
            var revision = Epoch.zero
            for message in messages {
                #expect(message.previous == revision && message.revision > revision)
                revision = message.revision
            }
            let page = try await stages[1].store.changes()
            #expect(page.revision == revision && page.rows.count == 120)
            #expect(page.rows.count { !$0.isEnabled } == 40)
            #expect(page.rows.map(\.revision) == page.rows.map(\.revision).sorted())
        }
    }

    private static func race(
        _ body: @escaping @Sendable (RedisKeyStage, RedisKeyStage, Int) async throws -> Void
    ) async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let names = ManagedKeyNames.fresh()
            let one = try await RedisKeyStage(on: loop, server, names: names)
            let other = try await RedisKeyStage(on: loop, server, names: names)
            for number in 0..<20 { try await body(one, other, number) }
        }
    }
}

/// Sends everything before the first answer can come; what comes of it, in the order of the calls.
private func together(
    _ calls: [(@escaping ManagedKeyAnswer<ManagedKeyChange>) -> Void]
) async -> [Result<ManagedKeyChange, ManagedKeyStoreError>] {
    await withCheckedContinuation { continuation in
        var results: [Int: Result<ManagedKeyChange, ManagedKeyStoreError>] = [:]
        for (place, call) in calls.enumerated() {
            call { result in
                results[place] = result
                guard results.count == calls.count else { return }
                continuation.resume(returning: calls.indices.compactMap { results[$0] })
            }
        }
    }
}

extension RedisKeyStage {
    fileprivate func fill(_ scoresAndMembers: [String]) async throws {
        _ = try await link.call(RedisCommand(["ZADD", names.log] + scoresAndMembers))
    }
}
