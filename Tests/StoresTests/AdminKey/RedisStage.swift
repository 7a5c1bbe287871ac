import Credentials
import Glibc
import RedisFixture
import RedisLink

@testable import Stores

/// A slot in a real Redis, under a name of its own.
final class RedisStage: SlotStage {
    let format: SlotFormat
    let name: SlotName
    private let redis: WatchedLink

    init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, format: SlotFormat,
        name: SlotName = .fresh()
    ) async throws {
        self.format = format
        self.name = name
        redis = try await WatchedLink(on: loop, server, as: access, channel: name.channel)
    }

    var link: RedisLink { redis.link }
    var store: any AdminKeySlotStore { store(of: "operator") }
    var damager: any SlotDamager { RedisSlotDamager(sender: redis.sender, name: name, format: format) }

    func store(of client: String) -> any AdminKeySlotStore {
        switch format {
        case .fenced: RedisFencedSlotStore(sender: redis.sender, name: name, client: client, clock: { .system })
        case .plain: RedisPlainSlotStore(sender: redis.sender, name: name, client: client, clock: { .system })
        }
    }

    func now() async throws -> WallTime {
        WallTime(milliseconds: try await link.milliseconds())
    }

    func plant(_ content: MemorySlot.Content) async throws {
        _ = try await link.call(RedisCommand("DEL", name.text))
        switch content {
        case .absent: break
        case .hash(let hash): _ = try await link.call(RedisCommand("HSET", [name.key] + hash))
        case .text(let text): _ = try await link.call(RedisCommand("SET", [name.key, text]))
        case .otherType: _ = try await link.call(RedisCommand("RPUSH", name.text, "no slot"))
        }
    }

    func messages() async throws -> [[UInt8]] { try await redis.messages() }
    func loseAnswers(_ loses: Bool) { redis.sender.losesAnswers = loses }
}

extension SlotName {
    static func fresh() -> SlotName { SlotName("kq:test:\(UInt64.random(in: .min ... .max)):admin-key") }
}

extension WallTime {
    static var system: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
