import Credentials
import RedisFixture
import RedisLink

@testable import Stores

/// Documents in a real Redis, under a namespace of their own.
final class RedisEnvironmentStage: EnvironmentStage {
    let names: EnvironmentNames
    private let redis: WatchedLink
    let store: any EnvironmentStore
    let planter: any EnvironmentPlanter

    init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, names: EnvironmentNames = .fresh()
    ) async throws {
        self.names = names
        redis = try await WatchedLink(on: loop, server, as: access, channel: names.channel)
        store = RedisEnvironmentStore(sender: redis.sender, names: names) { .system }
        planter = RedisEnvironmentPlanter(sender: redis.link, names: names)
    }

    var link: RedisLink { redis.link }

    func now() async throws -> WallTime { WallTime(milliseconds: try await link.milliseconds()) }

    @discardableResult func ask(_ words: String...) async throws -> RedisReply {
        try await link.call(RedisCommand(words))
    }

    func dump() async throws -> MemoryEnvironments.Content {
        var content = MemoryEnvironments.Content()
        let hash = try await ask("HGETALL", names.index).strings ?? []
        for place in stride(from: 0, to: hash.count, by: 2) {
            guard let id = EnvironmentID(bytes: hash[place]) else { continue }
            content.index[id.bytes] = hash[place + 1]
            content.texts[id.bytes] = try await link.call(RedisCommand("GET", [names.document(of: id)])).bytes
        }
        return content
    }

    func restore(_ content: MemoryEnvironments.Content) async throws {
        for bytes in try await dump().index.keys {
            guard let id = EnvironmentID(bytes: bytes) else { continue }
            try await planter.plant(id, text: nil, entry: nil)
        }
        for (bytes, entry) in content.index {
            guard let id = EnvironmentID(bytes: bytes) else { continue }
            try await planter.plant(id, text: content.texts[bytes], entry: entry)
        }
    }

    func spoil() async throws {
        try await ask("DEL", names.index)
        try await ask("SET", names.index, "no index")
    }

    func messages() async throws -> [[UInt8]] { try await redis.messages() }
    func loseAnswers(_ loses: Bool) { redis.sender.losesAnswers = loses }
}

extension EnvironmentNames {
    static func fresh() -> EnvironmentNames {
        EnvironmentNames(namespace: "kq:test:\(UInt64.random(in: .min ... .max))")
    }
}
