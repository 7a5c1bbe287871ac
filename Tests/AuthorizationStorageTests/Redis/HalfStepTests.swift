import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// A user who lacks one command: each call does the whole step or nothing of it.
///
/// Hazard 50: SET that may and SADD that may not would leave an identity that nobody lists.
@Suite struct HalfStepTests {
    /// What a connection begins with.
    private static let greetings = ["role", "client|setname"]
    private static var commands: [String] { StoragePermissions.commands.filter { !greetings.contains($0) } }
    private static let above = "kq:half:"

    /// How many of all calls need a command. SELECT is for another database; EVAL is needed for scripts that a server
    /// does not know yet, which are those that ``EveryCall/setUp(_:at:)`` has not run.
    private static let refusals = [
        "ping": 1, "select": 0, "get": 24, "mget": 3, "set": 19, "getdel": 1, "del": 11, "exists": 13, "type": 6,
        "pttl": 16, "pexpire": 14, "persist": 10, "sadd": 10, "srem": 12, "smembers": 13, "scard": 9, "eval": 10,
        "evalsha": 22, "srandmember": 6,
    ]

    @Test(arguments: commands)
    func `who may not do the whole step does nothing of it`(_ command: String) async throws {
        let server = try Self.server(without: command)
        try await withLoop(deadline: .seconds(300)) { loop in
            let full = try await RedisLink.ready(on: loop, to: server.socketEndpoint)
            let less = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: Self.access)
            let prefix = try #require(KeyPrefix(Self.above))
            let stage = try await HalfStep(
                whole: .over(full, on: loop, prefix: prefix), part: .over(less, on: loop, prefix: prefix),
                prefix: prefix, server: server)
            var refused: [String] = []
            for call in Self.calls {
                if try await stage.isRefused(call) { refused.append(call.name) }
            }
            #expect(refused.count == Self.refusals[command], "\(refused)")
            full.close()
            less.close()
        }
    }

    @Test(arguments: greetings + ["ping"])
    func `who may not even greet is told at once`(_ command: String) async throws {
        let server = try Self.server(without: command)
        try await withLoop { loop in
            let prefix = try #require(KeyPrefix(Self.above))
            var settings = RedisStoreSettings(
                topology: .single(server.endpoint), access: Self.access, prefix: prefix)
            settings.dialTimeout = .seconds(60)
            let error = await refusal { [settings] () async throws(StorageError) in
                try await RedisAuthorizationStore.open(settings, on: loop)
            }
            #expect(error?.code == .unavailable && error?.cause?.serverError?.kind == .noPermission)
        }
    }

    private static let access = RedisAccess(user: "less", password: RedisPassword(text: "secret"))

    private static func server(without command: String) throws -> RedisServer {
        let prefix = try #require(KeyPrefix(above))
        return try RedisServer.start(
            .init(users: ["less on >secret \(StoragePermissions.rules(prefix: prefix)) -\(command)"]))
    }

    private static var calls: [NamedCall] {
        let now = SystemClock.now()
        return EveryCall.ofSessions(at: now) + EveryCall.ofOthers(at: now)
    }
}

/// A storage with something of everything in it, which stands there anew for each call.
private struct HalfStep {
    /// As whom everything was made, and is looked at.
    let whole: RedisAuthorizationStore
    /// As whom the calls are made.
    let part: RedisAuthorizationStore
    let prefix: KeyPrefix
    let server: RedisServer
    private let before: [String]

    /// Keeps a copy of it in another database of the server, which is the test's own.
    init(
        whole: RedisAuthorizationStore, part: RedisAuthorizationStore, prefix: KeyPrefix, server: RedisServer
    ) async throws {
        (self.whole, self.part, self.prefix, self.server) = (whole, part, prefix, server)
        try await EveryCall.setUp(whole, at: SystemClock.now())
        before = try RedisStoreStage.snapshot(of: prefix, server)
        try server.ask(["EVAL", Self.copy(from: 0, to: 1), "0"])
    }

    /// Ends go with their keys, to the millisecond.
    private static func copy(from source: Int, to target: Int) -> String {
        """
        redis.call('SELECT', \(target)); redis.call('FLUSHDB'); redis.call('SELECT', \(source))
        for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('COPY', key, key, 'DB', \(target)) end
        """
    }

    /// Checks that a refused call has changed nothing, and that any other has left nothing undone.
    func isRefused(_ call: NamedCall) async throws -> Bool {
        try server.ask(["EVAL", Self.copy(from: 1, to: 0), "0"])
        let error = await refusal { () async throws(StorageError) in try await call.run(part) }
        guard let error else {
            let audit = try await whole.audit()
            #expect(audit.isClean, "\(call.name): \(audit)")
            return false
        }
        #expect(error.code == .unavailable && error.outcome == .failed, "\(call.name): \(error)")
        #expect(error.cause?.serverError?.isRefusal == true, "\(call.name): \(error)")
        let after = try RedisStoreStage.snapshot(of: prefix, server)
        #expect(after == before, "\(call.name)")
        return true
    }
}
