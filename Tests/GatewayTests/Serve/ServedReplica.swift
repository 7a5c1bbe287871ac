import Foundation
import Glibc
import RedisFixture

@testable import Gateway

/// The built `keyquake serve`, started as a user would; killed with its owner.
final class ServedReplica {
    private struct Notice: Decodable {
        let port: UInt16
        let keyFile: String?
        let namespace: String
        let name: String
        let environments: [String]
        let redisPort: Int?
        let redisPasswordFile: String?
    }

    let folder: TemporaryFolder
    let child: ChildProcess
    let port: UInt16
    let namespace: String
    /// As operators know it.
    let name: String
    let environments: [String]
    let keyFile: String
    /// Of the Redis that it started; nil for one that was there.
    let redisPort: Int?
    let redisPasswordFile: String?

    static let patience: UInt64 = 60

    /// Returns when it listens.
    ///
    /// - Parameter variables: `NAME=value`, of its environment.
    init(_ arguments: [String] = [], variables: [String] = []) throws {
        let (folder, child) = try Self.start(arguments, variables: variables)
        var notice: Notice?
        try waitUntil("keyquake serve listens", within: Self.patience, every: 5) {
            guard !child.hasEnded else { throw FixtureError("it ended: \(folder.text(of: "stderr"))") }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            notice = try? decoder.decode(Notice.self, from: Data(folder.text(of: "stdout").utf8))  // not whole yet
            return notice != nil
        }
        guard let notice else { throw FixtureError("no notice") }
        self.folder = folder
        self.child = child
        port = notice.port
        namespace = notice.namespace
        name = notice.name
        environments = notice.environments
        keyFile = notice.keyFile ?? ""
        redisPort = notice.redisPort
        redisPasswordFile = notice.redisPasswordFile
    }

    /// Starts it without waiting.
    static func start(
        _ arguments: [String], variables: [String] = []
    ) throws -> (TemporaryFolder, ChildProcess) {
        let folder = try TemporaryFolder()
        mkdir("\(folder.path)/tmp", 0o700)
        let child = try ChildProcess(
            [program, "serve", "--json", "--audit", "\(folder.path)/audit"] + arguments,
            output: "\(folder.path)/stdout", errors: "\(folder.path)/stderr",
            environment: [ChildProcess.defaultPath, "TMPDIR=\(folder.path)/tmp"] + variables, folder: folder.path)
        return (folder, child)
    }

    /// The executable beside the test bundle that runs.
    static let program: String = {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let tests = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.endIndex) + "/keyquake"
    }()

    var key: String {
        get throws { try String(contentsOfFile: keyFile, encoding: .utf8).trimmingCharacters(in: .newlines) }
    }

    var bearer: String { get throws { "Authorization: Bearer \(try key)" } }

    /// How it ended that was started with these arguments; it is to end by itself.
    static func end(_ arguments: [String], variables: [String] = []) throws -> (code: Int32?, errors: String) {
        let (folder, child) = try start(arguments, variables: variables)
        try waitUntil("it ends", within: patience, every: 5) { child.hasEnded }
        return (child.exitCode, folder.text(of: "stderr"))
    }

    /// What its status page says.
    func status() throws -> [String: Any] { try ask(request("GET", "/status")).json }

    func connect() throws -> RawConnection { try RawConnection(port: port) }
    func ask(_ text: String) throws -> HTTPAnswer { try connect().ask(text) }

    /// Makes a managed key; its id and its token.
    func makeKey(_ body: String = #"{"name":"test"}"#) throws -> (id: String, token: String) {
        let answer = try ask(
            request("POST", "/admin/api/v1/auth-keys", bearer, "Content-Type: application/json", body: body))
        guard answer.status == 201, let id = answer.json["id"] as? String, let value = answer.json["value"] as? String
        else { throw FixtureError("no key: \(answer.status) \(answer.text)") }
        return (id, value)
    }

    func deactivate(_ id: String) throws -> Int {
        try ask(request("POST", "/admin/api/v1/auth-keys/\(id)/deactivate", bearer)).status
    }

    /// The status that a caller hears.
    func call(_ token: String, _ path: String = "/v1/x") throws -> Int {
        try ask(request("GET", path, "Authorization: Bearer \(token)")).status
    }

    func metrics() throws -> MetricsText { try MetricsText(try ask(request("GET", "/metrics")).text) }

    /// Ends it as a service manager does; its exit code.
    func stop() throws -> Int32 {
        child.signal(SIGTERM)
        return try exitCode()
    }

    func exitCode() throws -> Int32 {
        try waitUntil("keyquake serve ends", within: Self.patience, every: 5) { child.hasEnded }
        return child.exitCode ?? -1
    }

    /// It and its children, Redis and the replica among them.
    var processes: [Int32] {
        get throws {
            var found = [child.pid]
            var next = 0
            while next < found.count {
                let path = "/proc/\(found[next])/task/\(found[next])/children"
                let children = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
                found += children.compactMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
                next += 1
            }
            return found
        }
    }

    /// The one of them that calls itself so.
    func process(named name: String) throws -> Int32? {
        try processes.first { try String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8) == name + "\n" }
    }

    /// Private directories that are left.
    var leftovers: [String] { (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/tmp")) ?? [] }
}
