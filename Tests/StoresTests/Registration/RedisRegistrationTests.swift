import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

/// What only a real server shows.
@Suite struct RedisRegistrationTests {
    @Test func `names have the contract's shape, and none can be mistaken for another`() throws {
        let names = try #require(RegistrationNames(namespace: "demo", name: "gw"))
        let row = String(decoding: names.row(Example.key()), as: UTF8.self)
        #expect(row.hasPrefix("kq:auth:{demo:gw}:dcr:20:https://gw.demo.test:21:https://idp.demo.test:35:https://"))
        #expect(String(decoding: names.withdraw, as: UTF8.self) == "kq:auth:{demo:gw}:dcr:withdraw")
        for (namespace, name) in [("a:b", "c"), ("a}", "b"), ("{a", "b"), ("a", "b}c")] {
            #expect(RegistrationNames(namespace: namespace, name: name) == nil)
        }
    }

    @Test func `a hint is read back, and anything else is none`() {
        let hint = RegistrationHint(
            version: Version(epoch: .zero, nonce: Nonce(bits: 5)), encodedKey: Example.key().encoded)
        #expect(RegistrationHint(message: hint.message) == hint && hint.isAbout(Example.key()))
        #expect(!hint.isAbout(Example.key("https://other.test")))
        for text in ["", "x", "1:2 key", "no space"] { #expect(RegistrationHint(message: Array(text.utf8)) == nil) }
    }

    @Test func `with these permissions a replica may do all of it, and nothing elsewhere`() async throws {
        let names = try #require(RegistrationNames(namespace: "acl", name: "gw"))
        let selector = try #require(RegistrationPermissions.selector(names))
        let common = "+ping +role +client|setname +hello +auth +info"
        let server = try RedisServer.start(.init(users: ["gw on >secret -@all \(common) \(selector)"]))
        try await withLoop { loop in
            let access = RedisAccess(user: "gw", password: RedisPassword(text: "secret"))
            let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            let store = RedisRegistrationStore(sender: link, names: names, clock: { .system })
            let lease = try #require(try await store.takeLease(1).lease)
            #expect(try await store.extendLease(lease))
            let put = RegistrationPut(Example.registration("one"), if: .absent, lease: lease)
            let row = try #require(try await store.put(put).stands.registration)
            #expect(try await store.read() == .found(row))
            let loser = Example.registration("two")
            #expect(try await store.noteLoser(loser))
            #expect(try await store.losers() == [loser])
            #expect(try await store.mayWithdraw(loser, winner: row.version) == .go)
            #expect(try await store.buryLoser(loser))
            let other = try #require(RegistrationNames(namespace: "acl", name: "other"))
            let stranger = RedisRegistrationStore(sender: link, names: other, clock: { .system })
            let error = await #expect(throws: RegistrationStoreError.self) { try await stranger.put(put) }
            #expect(error?.outcome == .failed)
            link.close()
        }
    }

    @Test(arguments: [true, false])
    func `one subscription to several channels needs the channel outside of the brackets`(_ isNamed: Bool) async throws
    {
        let names = try #require(RegistrationNames(namespace: "acl", name: "gw"))
        let selector = try #require(RegistrationPermissions.selector(names))
        let channel = try #require(RegistrationPermissions.channel(names))
        let rules = "resetchannels &slot* -@all +subscribe +ping +role +client|setname"
        let server = try RedisServer.start(
            .init(users: ["gw on >secret \(rules) \(isNamed ? channel : "") \(selector)"]))
        try await withLoop { loop in
            let access = RedisAccess(user: "gw", password: RedisPassword(text: "secret"))
            let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
            let order = RedisCommand("SUBSCRIBE", "slot", names.channel)
            if isNamed {
                _ = try await link.call(order)
            } else {
                let error = await #expect(throws: RedisError.self) { try await link.call(order) }
                #expect(error?.serverError?.kind == .noPermission)
            }
            link.close()
        }
    }

    /// A user that may do part of it must not leave half of it behind.
    @Test(arguments: ["hset", "hdel", "publish", "set", "del"])
    func `what is not permitted is refused before the first write`(_ missing: String) async throws {
        let names = try #require(RegistrationNames(namespace: "acl", name: "part"))
        let selector = try #require(RegistrationPermissions.selector(names))
        let user = "gw on >secret -@all +ping +role +client|setname \(selector.dropLast()) -\(missing))"
        let server = try RedisServer.start(.init(users: [user]))
        try await withLoop { loop in
            let link = try await RedisLink.ready(
                on: loop, to: server.socketEndpoint,
                as: RedisAccess(user: "gw", password: RedisPassword(text: "secret")))
            let store = RedisRegistrationStore(sender: link, names: names, clock: { .system })
            let put = RegistrationPut(Example.registration("one"), if: .absent)
            let error = await #expect(throws: RegistrationStoreError.self) { try await store.put(put) }
            #expect(error?.outcome == .failed)
            link.close()
        }
        #expect(try server.ask("DBSIZE") == .integer(0))
    }

    @Test func `what somebody else left under our names is no obstacle`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisRegistrationStage(on: loop, server)
            for name in [stage.names.lease(Example.key()), stage.names.withdraw, stage.names.fence, stage.names.last] {
                _ = try await stage.link.call(RedisCommand("RPUSH", [name, [0x78]]))
            }
            #expect(try await stage.store.losers().isEmpty)
            let lease = try #require(try await stage.store.takeLease(1).lease)
            let put = RegistrationPut(Example.registration("one"), if: .absent, lease: lease)
            #expect(try await stage.store.put(put).effect == .wrote)
            #expect(try await stage.store.noteLoser(Example.registration("two")))
            _ = try await stage.link.call(RedisCommand("SET", [stage.names.lease(Example.key()), [0x78]]))
            #expect(try await stage.store.takeLease(2).lease != nil)
        }
    }

    @Test(arguments: [RedisReply.null, .integer(7), .array([]), .status("OK"), .string([])])
    func `an answer that no script gives is no success`(_ reply: RedisReply) async throws {
        let names = try #require(RegistrationNames(namespace: "a", name: "b"))
        let store = RedisRegistrationStore(sender: OneAnswer(reply), names: names, clock: { .system })
        let unknown = RegistrationStoreError(.unknown, .unreadableAnswer)
        let put = RegistrationPut(Example.registration("one"), if: .absent)
        await #expect(throws: unknown) { try await store.put(put) }
        await #expect(throws: unknown) { try await store.takeLease(1) }
        await #expect(throws: unknown) { try await store.buryLoser(Example.registration("one")) }
    }
}

/// Answers everything alike.
private final class OneAnswer: RedisSender {
    private let answer: RedisReply
    init(_ answer: RedisReply) { self.answer = answer }
    func send(
        _ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) { reply(.success(answer)) }
}
