import Credentials
import RedisFixture
import RedisLink

@testable import Stores

/// Managed keys in a real Redis, under a namespace of their own.
final class RedisKeyStage: KeyStage {
    let names: ManagedKeyNames
    private let redis: WatchedLink
    let store: any ManagedKeyStore

    init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, names: ManagedKeyNames = .fresh()
    ) async throws {
        self.names = names
        redis = try await WatchedLink(on: loop, server, as: access, channel: names.channel)
        store = RedisManagedKeyStore(sender: redis.sender, names: names) { .system }
    }

    var link: RedisLink { redis.link }

    func now() async throws -> WallTime { WallTime(milliseconds: try await link.milliseconds()) }

    @discardableResult func ask(_ words: String...) async throws -> RedisReply {
        try await link.call(RedisCommand(words))
    }

    func plant(row: [UInt8]?, of name: String, revision: Epoch?) async throws {
        if let row {
            _ = try await link.call(RedisCommand("HSET", [bytes(names.records), bytes(name), row]))
        } else {
            try await ask("HDEL", names.records, name)
        }
        if let revision { try await ask("ZADD", names.changes, "\(revision)", name) }
    }

    func plant(revision: String?) async throws {
        if let revision { try await ask("SET", names.revision, revision) } else { try await ask("DEL", names.revision) }
    }

    func empty() async throws {
        try await ask("DEL", names.records, names.hashes, names.changes, names.log, names.revision)
    }

    func spoil() async throws {
        try await ask("DEL", names.changes)
        try await ask("SET", names.changes, "no index")
    }

    func dump() async throws -> KeyDump {
        var dump = KeyDump()
        dump.rows = try await pairs("HGETALL", names.records)
        dump.hashes = try await pairs("HGETALL", names.hashes)
        dump.changes = try await scores(names.changes)
        dump.log = try await scores(names.log)
        dump.revision = try await ask("GET", names.revision).bytes
        return dump
    }

    func restore(_ dump: KeyDump) async throws {
        try await empty()
        for (key, members) in [(names.records, dump.rows), (names.hashes, dump.hashes)] {
            for (name, value) in members { _ = try await link.call(RedisCommand("HSET", [bytes(key), name, value])) }
        }
        for (key, members) in [(names.changes, dump.changes), (names.log, dump.log)] {
            for (name, score) in members {
                _ = try await link.call(RedisCommand("ZADD", [bytes(key), bytes("\(score)"), name]))
            }
        }
        if let revision = dump.revision {
            _ = try await link.call(RedisCommand("SET", [bytes(names.revision), revision]))
        }
    }

    func messages() async throws -> [[UInt8]] { try await redis.messages() }
    func loseAnswers(_ loses: Bool) { redis.sender.losesAnswers = loses }

    private func pairs(_ command: String, _ key: String) async throws -> [[UInt8]: [UInt8]] {
        let texts = try await ask(command, key).strings ?? []
        return Dictionary(
            uniqueKeysWithValues: stride(from: 0, to: texts.count, by: 2).map { (texts[$0], texts[$0 + 1]) })
    }

    private func scores(_ key: String) async throws -> [[UInt8]: Epoch] {
        let texts = try await ask("ZRANGE", key, "0", "-1", "WITHSCORES").strings ?? []
        return Dictionary(
            uniqueKeysWithValues: stride(from: 0, to: texts.count, by: 2).map {
                (texts[$0], Epoch(text: texts[$0 + 1]) ?? .zero)
            })
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension ManagedKeyNames {
    static func fresh() -> ManagedKeyNames {
        ManagedKeyNames(namespace: "kq:test:\(UInt64.random(in: .min ... .max))")
    }
}
