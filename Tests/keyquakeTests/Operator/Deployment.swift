import Foundation
import RedisFixture
import RedisLink
import Testing

/// One deployment in a real Redis, without replicas: what they would write, tests write with their own hands.
struct Deployment {
    let server: RedisServer
    let namespace: String
    var user = ""

    /// In the server that all tests share.
    init() throws {
        server = try RedisServer.shared
        namespace = "kq:test:\(UInt64.random(in: .min ... .max))"
    }

    /// In a server of its own, as this user.
    init(_ server: RedisServer, user: String = "") {
        self.server = server
        self.user = user.isEmpty ? "" : "\(user)@"
        namespace = "kq:test"
    }

    /// That of a fleet which runs there.
    init(_ server: RedisServer, namespace: String) {
        self.server = server
        self.namespace = namespace
    }

    var place: [String] {
        ["--redis", "redis://\(user)127.0.0.1:\(server.port)/0", "--namespace", namespace]
    }

    /// Runs the built `keyquake` on it to its end.
    func run(
        _ arguments: [String], environment: [String: String] = [:], through wrapper: [String] = []
    ) throws -> Ended {
        let run = try start(arguments, environment: environment, through: wrapper)
        return Ended(code: try run.exitCode(), output: run.standardOutput, errors: run.standardError)
    }

    func start(
        _ arguments: [String], environment: [String: String] = [:], through wrapper: [String] = []
    ) throws -> KeyquakeRun {
        try KeyquakeRun.start(arguments + place, environment: environment, through: wrapper)
    }

    struct Ended {
        let code: Int32
        let output: String
        let errors: String

        /// Standard output, which is one line.
        var line: String { String(output.dropLast()) }

        var json: [String: Any] {
            get throws {
                let data = Data(try #require(output.split(separator: "\n").first).utf8)
                return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            }
        }
    }
}

/// What stands in Redis.
extension Deployment {
    func key(_ name: String) -> String { "\(namespace):\(name)" }

    /// The names of this deployment's keys.
    var keys: [String] {
        get throws { try texts("KEYS", "\(namespace):*").sorted() }
    }

    func texts(_ arguments: String...) throws -> [String] {
        guard case .array(let parts) = try server.ask(arguments) else { return [] }
        return parts.map { if case .string(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "" } }
    }

    func fields(of name: String) throws -> [String: String] {
        let texts = try texts("HGETALL", key(name))
        return Dictionary(
            uniqueKeysWithValues: stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) })
    }

    var slot: [String: String] { get throws { try fields(of: "admin-key") } }

    /// Everything that stands there, as one text.
    var dump: String {
        get throws {
            try keys.map { key in
                let texts = try server.ask("TYPE", key) == .status("hash") ? texts("HGETALL", key) : []
                return "\(key) \(texts)"
            }.joined(separator: "\n")
        }
    }

    /// Milliseconds by the server's clock.
    var now: Int64 {
        get throws {
            let parts = try texts("TIME").compactMap { Int64($0) }
            try #require(parts.count == 2)
            return parts[0] * 1000 + parts[1] / 1000
        }
    }

    /// Writes a replica's entry as it would.
    func says(
        _ replica: String, admin: String = "unread", keys: String = "0", refuseAfter: String = "keep", ago: Int64 = 0
    ) throws {
        let time = try now - ago
        let text =
            "v=1 incarnation=1 admin=\(admin) read=yes keys=\(keys) refuse-after=\(refuseAfter) time=\(time)"
        try server.ask("HSET", key("holds"), replica, text)
    }

    /// The version that stands in the slot.
    var version: String {
        get throws {
            let slot = try slot
            return "\(slot["e", default: ""]):\(slot["n", default: ""])"
        }
    }

    var revision: String {
        get throws {
            guard case .string(let bytes) = try server.ask("GET", key("managed-keys:revision")) else { return "0" }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
