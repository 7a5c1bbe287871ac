import History
import RedisLink
import ReplicaProcess

/// One Sentinel of the run as the coordinator sees it: the process, a connection to ask and order by, and one to listen.
final class SentinelNode {
    let number: UInt8
    let server: EmbeddedServer
    /// Nanoseconds.
    let downAfter: UInt64
    let faults: RedisLink
    private let announcements: RedisSubscription

    /// - Parameter hear: gets every announcement of the channels in ``words``.
    init(
        number: UInt8, server: EmbeddedServer, downAfter: UInt64, access: RedisAccess, names: RunNames, loop: EventLoop,
        changes: ChangeSignal, hear: @escaping (SentinelWord, _ text: String) -> Void
    ) {
        self.number = number
        self.server = server
        self.downAfter = downAfter
        var options = RedisLinkOptions(clientName: "\(names.clients):faults")
        options.requiresMaster = false
        options.commandDeadline = FaultsLink.deadline
        options.backoffLimit = .milliseconds(100)
        let endpoint = RedisPort(port: server.port).endpoint()
        faults = RedisLink(on: loop, to: endpoint, as: access, options: options) { _ in changes.fire() }
        announcements = RedisSubscription(
            on: loop, to: endpoint, as: access, options: options, channels: Array(Self.words.keys),
            onMessage: { channel, text in
                guard let word = Self.words[String(decoding: channel, as: UTF8.self)] else { return }
                hear(word, String(decoding: text, as: UTF8.self))
            },
            onStateChange: { _ in changes.fire() })
    }

    /// What Sentinels announce on the way of a failover
    /// (https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#pubsub-messages).
    static let words: [String: SentinelWord] = [
        "+sdown": .subjectivelyDown, "+odown": .objectivelyDown, "+try-failover": .tryFailover,
        "+elected-leader": .electedLeader, "+switch-master": .switchMaster, "+failover-end": .failoverEnd,
        "-failover-abort-not-elected": .failoverAborted, "-failover-abort-no-good-slave": .failoverAborted,
        "-failover-abort-slave-timeout": .failoverAborted,
    ]

    static func name(_ number: UInt8) -> String { "sentinel-\(number)" }

    var name: String { server.name }
    var isUp: Bool { faults.state.isReady }

    func start() {
        faults.start()
        announcements.start()
    }

    func close() {
        faults.close()
        announcements.close()
    }

    /// The port at which it announces the primary; nil without an answer.
    func primaryPort() async -> UInt16? {
        let question = RedisCommand("SENTINEL", "get-master-addr-by-name", SentinelConfiguration.group)
        guard case .array(let parts)? = try? await faults.call(question), parts.count == 2,
            case .string(let port) = parts[1]
        else { return nil }  // it is dead, or knows none
        return UInt16(String(decoding: port, as: UTF8.self))
    }

    /// What it knows of the group, by field; empty without an answer.
    func group() async -> [String: String] {
        let question = RedisCommand("SENTINEL", "master", SentinelConfiguration.group)
        guard case .array(let parts)? = try? await faults.call(question) else { return [:] }
        let texts = parts.map { part in
            if case .string(let bytes) = part { String(decoding: bytes, as: UTF8.self) } else { "" }
        }
        let pairs = stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) }
        return Dictionary(pairs) { first, _ in first }
    }
}
