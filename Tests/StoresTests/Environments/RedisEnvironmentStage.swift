import Credentials
import RedisFixture
import RedisLink

@testable import Stores

/// Documents in a real Redis, under a namespace of their own.
final class RedisEnvironmentStage: EnvironmentStage {
    let names: EnvironmentNames
    let link: RedisLink
    let store: any EnvironmentStore
    let planter: any EnvironmentPlanter
    private let sender: ForgetfulSender
    private let inbox = Inbox()
    private let subscription: RedisSubscription

    init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, names: EnvironmentNames = .fresh()
    ) async throws {
        self.names = names
        link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
        sender = ForgetfulSender(link)
        store = RedisEnvironmentStore(sender: sender, names: names) { .system }
        planter = RedisEnvironmentPlanter(sender: link, names: names)
        let subscribed = Signal()
        subscription = RedisSubscription(
            on: loop, to: server.socketEndpoint, as: access, channels: [names.channel],
            onMessage: { [inbox] _, payload in inbox.take(payload) }, onSubscribed: { _ in subscribed.fire() })
        subscription.start()
        await subscribed.wait()
    }

    deinit {
        link.close()
        subscription.close()
    }

    func now() async throws -> WallTime {
        let numbers = try await ask("TIME").strings?.compactMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? []
        guard numbers.count == 2 else { throw FixtureError("no time") }
        return WallTime(milliseconds: numbers[0] * 1000 + numbers[1] / 1000)
    }

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

    func messages() async throws -> [[UInt8]] {
        let marker = Array("marker \(UInt64.random(in: .min ... .max))".utf8)
        let arrived = inbox.wait(for: marker)
        _ = try await link.call(RedisCommand("PUBLISH", [Array(names.channel.utf8), marker]))
        await arrived.wait()
        return inbox.messages
    }

    func loseAnswers(_ loses: Bool) { sender.losesAnswers = loses }
}

extension EnvironmentNames {
    static func fresh() -> EnvironmentNames {
        EnvironmentNames(namespace: "kq:test:\(UInt64.random(in: .min ... .max))")
    }
}
