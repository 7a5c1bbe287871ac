import RedisFixture
import RedisLink

/// What the Redis of a run holds that nobody else may see: read from its private directory while the run goes on.
struct EmbeddedSlot {
    let port: Int
    /// By user.
    let passwords: [String: String]
    let key: String

    /// - Parameter server: A node, or a Sentinel, which has no slot but answers all the same.
    init(of run: KeyquakeRun, on server: String = "redis-1") throws {
        guard let name = run.privateDirectories.first else { throw FixtureError("there is no private directory") }
        let directory = "\(run.folder.path)/tmp/\(name)"
        passwords = Self.passwords(in: try Self.lines(of: "\(directory)/\(server).acl"))
        let ports = try Self.lines(of: "\(directory)/\(server).conf").filter { $0.hasPrefix("port ") }
        guard let port = ports.first.flatMap({ Int($0.dropFirst(5)) }) else { throw FixtureError("no port") }
        self.port = port
        key = "keyquake:\(try run.directory.path.suffix(4)):admin-key"
    }

    private static func lines(of path: String) throws -> [Substring] {
        guard let bytes = fileBytes(path) else { throw FixtureError("cannot read \(path)") }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// Of lines such as `user faults on >password …`.
    private static func passwords(in lines: [Substring]) -> [String: String] {
        var passwords: [String: String] = [:]
        for words in lines.map({ $0.split(separator: " ") }) where words.count > 3 {
            passwords[String(words[1])] = words.first { $0.hasPrefix(">") }.map { String($0.dropFirst()) }
        }
        return passwords
    }

    /// Asks with the harness's own faults user.
    func ask(_ arguments: String...) throws -> RedisReply { try client().ask(arguments) }

    /// A connection of the harness's own faults user.
    func client() throws -> PlainClient {
        let client = try PlainClient(port: port)
        try client.ask(["AUTH", "faults", passwords["faults", default: ""]])
        return client
    }

    /// The record's fields as they are now.
    func fields() throws -> [String: String] {
        guard case .array(let items) = try ask("HGETALL", key) else { return [:] }
        let texts = items.map { if case .string(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "" } }
        return Dictionary(
            stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) }, uniquingKeysWith: { $1 })
    }
}
