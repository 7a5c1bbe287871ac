import Glibc
import RedisLink

/// A primary, two replicas and three Sentinels of a test's own, with ACL users on each, killed with their owner.
///
/// Starting a set takes a second or two: tests that run one after the other share ``common`` and call ``heal()`` first, which
/// brings back what the test before has killed or frozen. Users: `gateway`, with the password ``password``, may do what a
/// replica of ours may; the servers know each other by a user of their own.
package final class SentinelSet: Sendable {
    package static let masterName = "kq"
    package static let user = "gateway"
    package static let password = "gateway-secret"
    private static let peerPassword = "peer-secret"

    package let nodes: [RedisServer]
    package let sentinels: [RedisServer]

    private static let shared = Result { try SentinelSet() }
    /// Started on first use; it dies with the process.
    package static var common: SentinelSet { get throws { try shared.get() } }

    /// Starts all six and waits until they agree.
    package init() throws {
        let primary = try Self.startNode([])
        let follow = ["replicaof 127.0.0.1 \(primary.port)"]
        nodes = [primary] + (try (0..<2).map { _ in try Self.startNode(follow) })
        sentinels = try (0..<3).map { _ in try Self.startSentinel(of: primary) }
        try heal()
    }

    private static func startNode(_ directives: [String]) throws -> RedisServer {
        let replication = ["masteruser peer", "masterauth \(peerPassword)"]
        return try .start(
            .init(
                directives: replication + directives,
                users: [
                    "default off", "peer on >\(peerPassword) ~* &* +@all",
                    "\(user) on >\(password) ~* &* -@all +@read +@write +@pubsub +auth +ping +role +client|setname",
                ]))
    }

    private static func startSentinel(of primary: RedisServer) throws -> RedisServer {
        let rights = "-@all +auth +ping +subscribe +client|setname +sentinel|get-master-addr-by-name"
        return try .start(
            .init(
                directives: [
                    "sentinel monitor \(masterName) 127.0.0.1 \(primary.port) 2",
                    "sentinel down-after-milliseconds \(masterName) \(downAfterMilliseconds)",
                    "sentinel failover-timeout \(masterName) 3000", "sentinel auth-user \(masterName) peer",
                    "sentinel auth-pass \(masterName) \(peerPassword)", "sentinel sentinel-user peer",
                    "sentinel sentinel-pass \(peerPassword)",
                ],
                users: [
                    "default off", "peer on >\(peerPassword) ~* &* +@all",
                    "\(user) on >\(password) resetchannels &+switch-master \(rights)",
                ], isSentinel: true))
    }

    /// Longer than a busy machine stops a server for: a failover that no test ordered would mislead the test.
    private static let downAfterMilliseconds = 2500
}

/// Health.
extension SentinelSet {
    /// Brings back whoever is dead or frozen, and waits until all agree on one primary with two replicas in sync.
    package func heal() throws {
        for server in nodes + sentinels {
            if server.isRunning { server.resume() } else { try Self.bringBack(server) }
        }
        for sentinel in sentinels { try Self.hurry(sentinel) }
        try waitUntil("the set is healthy", within: 60, every: 20) { isHealthy }
    }

    /// Its port may serve somebody's outgoing connection for a moment.
    private static func bringBack(_ server: RedisServer) throws {
        for _ in 1..<attempts {
            do {
                return try server.restart()
            } catch {
                poll(nil, 0, 200)  // the last attempt tells the reason
            }
        }
        try server.restart()
    }

    private static let attempts = 20

    /// Sentinels talk to each other more often, and a machine that stands still for a while does not make them give up.
    private static func hurry(_ sentinel: RedisServer) throws {
        try sentinel.ask(
            "SENTINEL", "DEBUG", "PING-PERIOD", "300", "ASK-PERIOD", "200", "INFO-PERIOD", "500", "PUBLISH-PERIOD",
            "500",
            "TILT-TRIGGER", "60000")
    }

    private var isHealthy: Bool {
        guard let primary, let port = agreedPort, port == primary.port else { return false }
        let others = nodes.filter { $0.port != port }
        return Self.text(of: primary, "INFO", "replication").components(of: "state=online") == others.count
            && others.allSatisfy { Self.isInSync($0, with: port) } && sentinels.allSatisfy(seesAll)
    }

    private static func isInSync(_ replica: RedisServer, with port: Int) -> Bool {
        let text = text(of: replica, "INFO", "replication")
        return text.contains("master_port:\(port)\r") && text.contains("master_link_status:up")
    }

    /// It knows the other Sentinels and both replicas, and finds nothing wrong with anybody.
    private func seesAll(_ sentinel: RedisServer) -> Bool {
        let flags = Self.fields("flags", of: sentinel, "MASTER", "REPLICAS", "SENTINELS")
        return flags.sorted() == ["master", "sentinel", "sentinel", "slave", "slave"]
    }

    private static func fields(_ name: String, of sentinel: RedisServer, _ questions: String...) -> [String] {
        questions.flatMap { question -> [String] in
            let reply = try? sentinel.ask("SENTINEL", question, masterName)  // who does not answer says nothing
            return reply.map { $0.values(of: name) } ?? []
        }
    }

    private static func text(of server: RedisServer, _ question: String...) -> String {
        let reply = try? server.ask(question)  // who does not answer says nothing
        return if case .string(let bytes)? = reply { String(decoding: bytes, as: UTF8.self) } else { "" }
    }
}

/// Who is who.
extension SentinelSet {
    /// The node that all running Sentinels name, nil while they differ.
    package var primary: RedisServer? { nodes.first { $0.port == agreedPort } }

    /// Two nodes that are not the primary.
    package var replicas: [RedisServer] { nodes.filter { $0.port != agreedPort } }

    private var agreedPort: Int? {
        let ports = sentinels.filter(\.isRunning).map { Self.fields("port", of: $0, "MASTER").first.flatMap(Int.init) }
        return Set(ports).count == 1 ? ports[0] : nil
    }

    /// Orders a failover; false when a Sentinel refuses, as one does that has not heard of its replicas for a moment.
    package func orderFailover() throws -> Bool {
        do {
            return try sentinels[0].ask("SENTINEL", "FAILOVER", Self.masterName) == .status("OK")
        } catch is RedisServerError {
            return false  // NOGOODSLAVE, or one is going on
        }
    }

    /// Calls of a command that a node has counted.
    package func calls(of command: String, on node: RedisServer) throws -> Int {
        let text = Self.text(of: node, "INFO", "commandstats")
        guard let line = text.split(separator: "\r\n").first(where: { $0.hasPrefix("cmdstat_\(command):") }) else {
            return 0
        }
        return line.split(separator: "calls=").dropFirst().first.flatMap { Int($0.prefix(while: \.isNumber)) } ?? 0
    }
}

/// A failover that is ordered until it has come: a busy machine makes Sentinels refuse one, or give it up.
package struct FailoverOrder {
    private let set: SentinelSet
    private let old: RedisServer
    private var next: UInt64 = 0

    package init(of set: SentinelSet, from old: RedisServer) {
        self.set = set
        self.old = old
    }

    /// Orders when it is time to; `now` is in nanoseconds.
    package mutating func insist(at now: UInt64) throws {
        guard now >= next else { return }
        guard set.primary?.port ?? old.port == old.port else { return }
        next = now + (try set.orderFailover() ? Self.patience : Self.pause)
    }

    private static let patience: UInt64 = 15_000_000_000
    private static let pause: UInt64 = 200_000_000
}

extension RedisReply {
    /// The values of a field in a flat list of names and values, or in a list of such lists.
    fileprivate func values(of name: String) -> [String] {
        guard case .array(let parts) = self else { return [] }
        if case .array? = parts.first { return parts.flatMap { $0.values(of: name) } }
        return zip(parts, parts.dropFirst()).enumerated().compactMap { place, pair in
            guard place.isMultiple(of: 2), pair.0 == .string(Array(name.utf8)), case .string(let value) = pair.1 else {
                return nil
            }
            return String(decoding: value, as: UTF8.self)
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
