import Foundation
import RedisFixture
import Testing

@testable import Gateway

/// Several processes that serve one deployment: each holds under a name of its own.
@Suite struct ServeNameTests {
    private let namespace = "kq:names:\(UInt64.random(in: .min ... .max))"

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func serve(_ server: RedisServer, _ more: [String] = []) throws -> ServedReplica {
        let keyFile = "\(folder.path)/key-\(UInt64.random(in: .min ... .max))"
        return try ServedReplica(
            ["--redis", "redis://127.0.0.1:\(server.port)/0", "--namespace", namespace, "--key-file", keyFile] + more)
    }

    private func entries(_ server: RedisServer) throws -> [String: String] {
        guard case .array(let parts) = try server.ask("HGETALL", "\(namespace):holds") else { return [:] }
        let texts = parts.map { part in
            if case .string(let bytes) = part { String(decoding: bytes, as: UTF8.self) } else { "" }
        }
        return Dictionary(
            uniqueKeysWithValues: stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) })
    }

    private func operate(_ served: ServedReplica, _ server: RedisServer, _ words: [String]) throws -> (Int32?, String) {
        let child = try ChildProcess(
            [ServedReplica.program] + words + [
                "--redis", "redis://127.0.0.1:\(server.port)/0", "--namespace", namespace,
            ], output: "\(served.folder.path)/operator", errors: "\(served.folder.path)/operator",
            folder: served.folder.path)
        try waitUntil("the operator's command ends", within: ServedReplica.patience, every: 5) { child.hasEnded }
        return (child.exitCode, served.folder.text(of: "operator"))
    }

    @Test func `two of them are two holders, and a rotation waits for both`() throws {
        let server = try RedisServer.start()
        let (first, second) = (try serve(server), try serve(server))
        #expect(first.name != second.name)
        try waitUntil("both have said what they hold") { try entries(server).count == 2 }
        #expect(try Set(entries(server).keys) == [first.name, second.name])
        #expect(try first.status()["replica"] as? String == first.name)
        let (code, said) = try operate(first, server, ["admin-key", "revoke", "--wait", "40s"])
        #expect(code == 0 && said.contains("2 of 2 confirmed"), "\(said)")
        #expect(try second.stop() == 0)
        #expect(try Set(entries(server).keys) == [first.name])
    }

    @Test func `a name that is given is the one that operators see, through restarts`() throws {
        let server = try RedisServer.start()
        let first = try serve(server, ["--name", "gateway-7"])
        #expect(first.name == "gateway-7")
        try waitUntil("it has said what it holds") { try entries(server)["gateway-7"] != nil }
        first.child.signal(9)
        try waitUntil("it is gone", within: ServedReplica.patience) { first.child.hasEnded }
        let before = try #require(try entries(server)["gateway-7"])
        let second = try serve(server, ["--name", "gateway-7"])
        try waitUntil("its successor has taken the entry over", within: ServedReplica.patience) {
            try entries(server)["gateway-7"] != before
        }
        #expect(try entries(server).count == 1)
        let (code, said) = try operate(
            second, server, ["admin-key", "rotate", "--out", "\(second.folder.path)/new", "--wait", "40s"])
        #expect(code == 0 && said.contains("1 of 1 confirmed"), "\(said)")
    }

    @Test func `who lost its name to a later process says so`() throws {
        let server = try RedisServer.start()
        let served = try serve(server, ["--name", "gateway-7"])
        try waitUntil("it has said what it holds") { try entries(server)["gateway-7"] != nil }
        let later = "v=1 incarnation=4294967295 admin=unread read=no keys=none refuse-after=keep time=1790000000100"
        try server.ask("HSET", "\(namespace):holds", "gateway-7", later)
        try waitUntil("it has seen the other", within: ServedReplica.patience, every: 50) {
            try served.status()["supersededBy"] as? Int == 4_294_967_295
        }
        #expect(try served.status()["status"] as? String == "degraded")
        #expect(try served.stop() == 0)
        #expect(try entries(server)["gateway-7"] == later, "the entry is not its own any more")
    }

    @Test(arguments: ["", "a b", String(repeating: "n", count: 129), "ä"])
    func `a name that cannot stand there is a usage error`(_ name: String) throws {
        #expect(try ServedReplica.end(["--name", name]).code == 2)
    }
}
