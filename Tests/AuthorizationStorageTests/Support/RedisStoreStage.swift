import Credentials
import RedisFixture
import RedisLink
import Synchronization

@testable import AuthorizationStorage

/// A storage in a real Redis, under a prefix of its own, and what a test wants to see or to spoil there.
final class RedisStoreStage {
    let loop: EventLoop
    let server: RedisServer
    let prefix: KeyPrefix
    let clock = MovableClock()
    let link: RedisLink
    let warnings = Warnings()
    let storage: RedisAuthorizationStore

    init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, prefix: KeyPrefix = .fresh()
    ) async throws {
        self.loop = loop
        self.server = server
        self.prefix = prefix
        link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
        storage = .over(
            link, on: loop, prefix: prefix, clock: { [clock] in clock.now },
            onWarning: { [warnings] in warnings.add($0) })
    }

    deinit { link.close() }

    var stage: StoreStage {
        StoreStage(storage: storage, clock: clock) { [self] in try await age(seconds: $0) }
    }

    /// A storage on a connection of its own, as another replica has it.
    func another() async throws -> RedisAuthorizationStore {
        let link = try await RedisLink.ready(on: loop, to: server.socketEndpoint)
        return .over(link, on: loop, prefix: prefix, clock: { [clock] in clock.now })
    }

    /// The administrator's word.
    @discardableResult func ask(_ words: String...) throws -> RedisReply { try server.ask(words) }

    func key(_ rest: String) -> String { prefix.text + rest }

    func ttl(_ rest: String) throws -> Int64 {
        guard case .integer(let left) = try server.ask(["PTTL", key(rest)]) else { return -3 }
        return left
    }

    func exists(_ rest: String) throws -> Bool { try server.ask(["EXISTS", key(rest)]) == .integer(1) }

    func text(_ rest: String) throws -> String {
        guard case .string(let bytes) = try server.ask(["GET", key(rest)]) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    func members(_ rest: String) throws -> [String] {
        guard case .array(let parts) = try server.ask(["SMEMBERS", key(rest)]) else { return [] }
        return parts.compactMap { part in
            if case .string(let bytes) = part { String(decoding: bytes, as: UTF8.self) } else { nil }
        }.sorted()
    }

    /// All keys, without the prefix.
    func allKeys() throws -> [String] {
        guard case .array(let parts) = try server.ask(["KEYS", prefix.text + "*"]) else { return [] }
        return parts.compactMap { part in
            if case .string(let bytes) = part {
                String(decoding: bytes.dropFirst(prefix.text.utf8.count), as: UTF8.self)
            } else {
                nil
            }
        }.sorted()
    }

    /// Lets every end come nearer, as if the time had passed.
    private func age(seconds: Int64) async throws {
        let script = """
            for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
              local left = redis.call('PTTL', key)
              if left >= 0 and left <= tonumber(ARGV[2]) then redis.call('DEL', key)
              elseif left >= 0 then redis.call('PEXPIRE', key, left - tonumber(ARGV[2])) end
            end
            """
        try server.ask(["EVAL", script, "0", prefix.text + "*", String(seconds * 1000)])
    }
}

/// Sets up a storage in the tests' Redis.
func withRedisStore(
    deadline: Duration = .seconds(120), _ body: @escaping @Sendable (RedisStoreStage) async throws -> Void
) async throws {
    let server = try RedisServer.shared
    try await withLoop(deadline: deadline) { loop in try await body(RedisStoreStage(on: loop, server)) }
}

final class Warnings: Sendable {
    private let list = Mutex<[StorageWarning]>([])
    func add(_ warning: StorageWarning) { list.withLock { $0.append(warning) } }
    var all: [StorageWarning] { list.withLock { $0 } }
}

extension KeyPrefix {
    static func fresh() -> KeyPrefix {
        KeyPrefix(namespace: "test", name: String(UInt64.random(in: .min ... .max), radix: 36)) ?? .fallback
    }
    private static var fallback: KeyPrefix { preconditionFailure("neither part has a brace") }
}
