import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

/// What a server refuses has certainly no effect: not on the slot, and not on its log.
@Suite struct SlotFailureTests {
    private static let writes: [@Sendable (any AdminKeySlotStore) async throws -> SlotChange] = [
        { try await $0.bootstrap(SlotBootstrap("key")) },
        { try await $0.rotate(SlotRotation("key")) },
        { try await $0.revoke() },
        { try await $0.repair(AdminKeySlot(epoch: 5, value: "key")) },
    ]

    @Test(
        arguments: [
            (["min-replicas-to-write 1"], .noReplicas), (["maxmemory 1"], .outOfMemory),
            (["replicaof 127.0.0.1 1"], .readOnly),
        ] as [([String], RedisServerError.Kind)])
    func `a server that will not write says so`(_ directives: [String], kind: RedisServerError.Kind) async throws {
        let server = try RedisServer.start(.init(directives: directives))
        try await withLoop { loop in
            let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, requiresMaster: false)
            let name = SlotName.fresh()
            let store = RedisFencedSlotStore(sender: link, name: name, client: "r1") { .system }
            for write in Self.writes {
                let error = await #expect(throws: SlotStoreError.self) { try await write(store) }
                #expect(error?.outcome == .failed && error?.serverErrorKind == kind)
            }
            let plain = RedisPlainSlotStore(sender: link, name: name, client: "r1") { .system }
            let error = await #expect(throws: SlotStoreError.self) { try await plain.rotate(SlotRotation("key")) }
            #expect(error?.outcome == .failed && error?.serverErrorKind == kind)
            let sample = try await store.sample()
            #expect(sample.content == .absent)
            #expect(try await store.readLog().entries.isEmpty)
            link.close()
        }
    }

    @Test func `a user who may do all but the last command of a script changes nothing`() async throws {
        let users = ["hset", "xadd", "publish", "persist"].map { missing in
            "without-\(missing) on nopass ~* resetchannels &* -@all +@all -\(missing)"
        }
        let server = try RedisServer.start(.init(users: users))
        try await withLoop { loop in
            for missing in ["hset", "xadd", "publish", "persist"] {
                let access = RedisAccess(user: "without-\(missing)", password: RedisPassword(text: "any"))
                let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
                let store = RedisFencedSlotStore(sender: link, name: .fresh(), client: "r1") { .system }
                for write in Self.writes {
                    let error = await #expect(throws: SlotStoreError.self) { try await write(store) }
                    #expect(error?.outcome == .failed && error?.serverErrorKind == .noPermission)
                }
                let reading = try await store.read()
                #expect(reading == .absent)
                #expect(try await store.readLog().entries.isEmpty)
                link.close()
            }
        }
    }

    @Test func `an answer that is lost is unknown, a server that is not there is failed`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let stage = try await RedisStage(on: loop, server, format: .fenced)
            let lost = try await stage.lost { try await $0.rotate(SlotRotation("key")) }
            #expect(lost.outcome == .unknown)
            stage.link.close()
            let error = await #expect(throws: SlotStoreError.self) { try await stage.store.read() }
            #expect(error?.outcome == .failed)
            let write = await #expect(throws: SlotStoreError.self) { try await stage.store.rotate(SlotRotation("key")) }
            #expect(write?.outcome == .failed)
        }
    }

    @Test func `an expiry that somebody set does not outlive the next write`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisStage(on: loop, server, format: .fenced)
            _ = try await stage.store.rotate(SlotRotation("first"))
            _ = try await stage.link.call(RedisCommand("EXPIRE", stage.name.text, "3600"))
            _ = try await stage.store.rotate(SlotRotation("second"))
            let remaining = try await stage.link.call(RedisCommand("TTL", stage.name.text))
            #expect(remaining == .integer(-1))
        }
    }

    @Test(arguments: [RedisReply.null, .integer(1), .array([]), .status("OK"), .string([])])
    func `an answer that no script gives is no success`(_ reply: RedisReply) async throws {
        let store = RedisFencedSlotStore(sender: FixedSender(reply), name: .fresh(), client: "r1") { .system }
        await #expect(throws: SlotStoreError(.unknown, .unreadableAnswer)) {
            try await store.rotate(SlotRotation("key"))
        }
        if reply != .array([]) {  // which is an absent slot
            await #expect(throws: SlotStoreError(.failed, .unreadableAnswer)) { try await store.read() }
        }
    }

    @Test func `no error shows a value`() {
        let causes: [SlotStoreError.Cause] = [
            .unsupported, .invalidRequest, .logDamaged, .unreadableAnswer, .outage,
        ]
        for cause in causes {
            #expect(!SlotStoreError(.failed, cause).description.isEmpty)
        }
    }
}

extension StoreFailure {
    var serverErrorKind: RedisServerError.Kind? { redisError?.serverError?.kind }
}
