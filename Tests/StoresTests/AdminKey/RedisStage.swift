import Credentials
import Glibc
import RedisFixture
import RedisLink

@testable import Stores

/// A slot in a real Redis, under a name of its own.
final class RedisStage: SlotStage {
    let format: SlotFormat
    let name: SlotName
    let link: RedisLink
    private let sender: ForgetfulSender
    private let inbox = Inbox()
    private let subscription: RedisSubscription

    init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, format: SlotFormat,
        name: SlotName = .fresh()
    ) async throws {
        self.format = format
        self.name = name
        link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
        sender = ForgetfulSender(link)
        let subscribed = Signal()
        subscription = RedisSubscription(
            on: loop, to: server.socketEndpoint, as: access, channels: [name.channel],
            onMessage: { [inbox] _, payload in inbox.take(payload) }, onSubscribed: { _ in subscribed.fire() })
        subscription.start()
        await subscribed.wait()
    }

    deinit {
        link.close()
        subscription.close()
    }

    var store: any AdminKeySlotStore { store(of: "operator") }
    var damager: any SlotDamager { RedisSlotDamager(sender: sender, name: name, format: format) }

    func store(of client: String) -> any AdminKeySlotStore {
        switch format {
        case .fenced: RedisFencedSlotStore(sender: sender, name: name, client: client, clock: { .system })
        case .plain: RedisPlainSlotStore(sender: sender, name: name, client: client, clock: { .system })
        }
    }

    func now() async throws -> WallTime {
        guard case .array(let parts) = try await link.call(RedisCommand("TIME", [])), let seconds = parts[0].number,
            let micros = parts[1].number
        else { throw Unexpected(reading: .absent) }
        return WallTime(milliseconds: seconds * 1000 + micros / 1000)
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

    /// What was published before the marker arrives before it.
    func messages() async throws -> [[UInt8]] {
        let marker = Array("marker \(UInt64.random(in: .min ... .max))".utf8)
        let arrived = inbox.wait(for: marker)
        _ = try await link.call(RedisCommand("PUBLISH", [Array(name.channel.utf8), marker]))
        await arrived.wait()
        return inbox.messages
    }

    func loseAnswers(_ loses: Bool) { sender.losesAnswers = loses }
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

extension RedisReply {
    var number: Int64? { text.flatMap { Int64($0) } }
}

extension RedisLink {
    /// A link whose connection stands.
    static func ready(
        on loop: EventLoop, to endpoint: RedisEndpoint, as access: RedisAccess = .open, requiresMaster: Bool = true
    ) async throws -> RedisLink {
        var options = RedisLinkOptions(clientName: "stores-tests")
        options.commandDeadline = .seconds(5)
        options.requiresMaster = requiresMaster
        let isReady = Signal()
        let link = RedisLink(on: loop, to: endpoint, as: access, options: options) { if $0.isReady { isReady.fire() } }
        link.start()
        await isReady.wait()
        return link
    }
}

/// Something that happens once, awaited on the loop.
final class Signal {
    private var hasFired = false
    private var waiting: CheckedContinuation<Void, Never>?

    func fire() {
        hasFired = true
        waiting?.resume()
        waiting = nil
    }

    func wait() async {
        guard !hasFired else { return }
        await withCheckedContinuation { waiting = $0 }
    }
}

/// The messages of one channel, markers set aside.
final class Inbox {
    private(set) var messages: [[UInt8]] = []
    private var markers: [[UInt8]: Signal] = [:]

    func wait(for marker: [UInt8]) -> Signal {
        let signal = Signal()
        markers[marker] = signal
        return signal
    }

    func take(_ payload: [UInt8]) {
        if let marker = markers.removeValue(forKey: payload) { marker.fire() } else { messages.append(payload) }
    }
}

/// Sends everything on, and loses good answers when told to, as a connection does that breaks after the send.
final class ForgetfulSender: RedisSender {
    private let link: RedisLink
    var losesAnswers = false

    init(_ link: RedisLink) { self.link = link }

    func send(
        _ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) {
        let isLost = losesAnswers
        link.send(command, deadline: deadline) { result in
            reply(isLost ? result.flatMap { _ in .failure(Self.lost(command)) } : result)
        }
    }

    private static func lost(_ command: RedisCommand) -> RedisError {
        RedisError(
            code: .connectionLost, phase: .sent, command: command.name, mayHaveTakenEffect: true,
            detail: "lost by the test")
    }
}
