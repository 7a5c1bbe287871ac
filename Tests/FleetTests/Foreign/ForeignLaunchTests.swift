import Credentials
import Foundation
import Glibc
import History
import ReplicaProcess
import Testing

@testable import Fleet
@testable import Scenario

/// What a foreign program is told, and where its secrets go.
@Suite struct ForeignLaunchTests {
    private static let life = Life(ReplicaID(4), Incarnation(2))
    private static let surroundings = ForeignSurroundings(
        port: 20_001, redis: RedisPort(port: 6_400), database: 3, user: "replica",
        password: Secret(bytes: Array("the-password".utf8)), adminKey: Secret(bytes: Array("the-key".utf8)))

    private static func launch(
        _ command: [String], environment: [(String, String)] = [], _ body: (ForeignLaunch, Program) throws -> Void
    ) throws {
        let secrets = try PrivateDirectory.make()
        defer { removeTree(secrets.path) }
        var plan = ForeignPlan(
            command: try command.map { try TextTemplate($0) }, probePath: try TextTemplate("/p/{replica}"))
        plan.environment = try environment.map { ForeignPlan.Variable(name: $0.0, value: try TextTemplate($0.1)) }
        let launch = try ForeignLaunch(plan, directory: "/", logs: "/logs", secrets: secrets, slot: "kq:1:admin-key")
        try body(launch, try launch.program(for: life, surroundings))
    }

    @Test func `places are filled in, and no argument holds a secret`() throws {
        let command = [
            "sh", "{port}", "{redis-url}", "{redis-host}:{redis-port}/{redis-database}", "{redis-user}", "{slot}",
            "r{replica}",
            "{redis-password-file}", "{admin-key-file}",
        ]
        try Self.launch(command) { _, program in
            #expect(
                program.arguments.prefix(6) == [
                    "20001", "redis://replica@127.0.0.1:6400/3", "127.0.0.1:6400/3", "replica", "kq:1:admin-key", "r4",
                ])
            #expect(program.life == Self.life && program.log == "/logs/r4.log" && program.directory == "/")
            #expect(program.path.hasSuffix("/sh") && program.path.hasPrefix("/"))
            #expect(!program.arguments.contains { $0.contains("the-") })
            #expect(program.environment?.contains { $0.contains("the-") } == false)
            for (file, text) in zip(program.arguments.suffix(2), ["the-password", "the-key"]) {
                let written = try String(contentsOfFile: file, encoding: .utf8)
                #expect(written == text)
                var status = stat()
                stat(file, &status)
                #expect(status.st_mode & 0o777 == 0o600)
            }
        }
    }

    @Test func `the environment holds what the scenario says, and no more than any program needs`() throws {
        let variables = [
            ("REDIS_URL", "redis://{redis-user}:{redis-password}@x"), ("PATH", "/nowhere"), ("K", "{admin-key}"),
        ]
        try Self.launch(["sh"], environment: variables) { _, program in
            let environment = try #require(program.environment)
            #expect(
                environment.suffix(3) == ["REDIS_URL=redis://replica:the-password@x", "PATH=/nowhere", "K=the-key"])
            #expect(environment.filter { $0.hasPrefix("PATH=") } == ["PATH=/nowhere"])
            let known: Set = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "REDIS_URL", "K"]
            #expect(environment.allSatisfy { line in known.contains(String(line.prefix { $0 != "=" })) })
        }
    }

    @Test func `a secret that nobody asks for is in no file`() throws {
        try Self.launch(["sh"]) { launch, _ in
            let files = try FileManager.default.contentsOfDirectory(atPath: launch.secrets.path)
            #expect(files == [])
        }
    }

    @Test func `it is asked where it listens`() throws {
        try Self.launch(["sh"]) { launch, _ in
            let target = launch.target(Self.life, pid: 5, port: 20_001)
            #expect(target.kind == .foreign(path: "/p/4", header: "Authorization", before: "Bearer ", after: ""))
            #expect(target.port == 20_001 && target.readyPath == nil)
        }
    }

    @Test(arguments: ["no-such-program-anywhere", "./no/such", "/no/such"])
    func `a program that is not there is the environment's fault`(_ name: String) throws {
        let error = #expect(throws: FleetError.self) { try Self.launch([name]) { _, _ in } }
        #expect(error?.code == .noProgram)
        #expect(error?.detail.contains(name) == true)
    }

    @Test func `ports are below those of connections, and each is given once`() throws {
        var ports = ListenerPorts()
        let given = try (0..<200).map { _ in try ports.next() }
        #expect(Set(given).count == 200)
        #expect(given.allSatisfy { 18_000...31_999 ~= $0 })
    }
}
