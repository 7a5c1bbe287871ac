import RedisFixture
import Testing

@testable import RedisLink

/// The error replies that a real server gives in the states they are named after.
@Suite struct ServerErrorReplyTests {
    private func kind(
        of command: RedisCommand, directives: [String], prepare: (RedisServer) throws -> Void = { _ in }
    ) async throws -> RedisServerError.Kind? {
        let server = try RedisServer.start(.init(directives: directives))
        try prepare(server)
        return try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            return try await link.failure(of: command).serverError?.kind
        }
    }

    @Test func `too few replicas`() async throws {
        let kind = try await kind(of: RedisCommand("SET", "a", "1"), directives: ["min-replicas-to-write 1"])
        #expect(kind == .noReplicas)
    }

    @Test func `no memory`() async throws {
        #expect(try await kind(of: RedisCommand("SET", "a", "1"), directives: ["maxmemory 1"]) == .outOfMemory)
    }

    @Test func `a read-only replica`() async throws {
        let nobody = try RefusingPort()
        let kind = try await kind(
            of: RedisCommand("SET", "a", "1"), directives: ["replicaof 127.0.0.1 \(nobody.port)"])
        #expect(kind == .readOnly)
    }

    @Test func `a replica without its master`() async throws {
        let nobody = try RefusingPort()
        let kind = try await kind(
            of: RedisCommand("GET", "a"),
            directives: ["replicaof 127.0.0.1 \(nobody.port)", "replica-serve-stale-data no"])
        #expect(kind == .masterDown)
    }

    @Test func `a key of another type, and a script that nobody knows`() async throws {
        let wrong = try await kind(of: RedisCommand("GET", "list"), directives: []) { try $0.ask("LPUSH", "list", "1") }
        #expect(wrong == .wrongType)
        let digest = String(repeating: "0", count: 40)
        #expect(try await kind(of: RedisCommand("EVALSHA", digest, "0"), directives: []) == .noScript)
    }

    @Test func `a script that does not end keeps the server busy`() async throws {
        let server = try RedisServer.start(.init(directives: ["busy-reply-threshold 1"]))
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let endless = Box<RedisError?>(nil)
            link.send(RedisCommand("EVAL", "while true do end", "0"), deadline: nil) { result in
                if case .failure(let error) = result { endless.value = error }
            }
            let other = try await loop.readyLink(to: server.endpoint)
            #expect(try await other.failure(of: RedisCommand("GET", "a")).serverError?.kind == .busy)
            #expect(try await other.call(RedisCommand("SCRIPT", "KILL")) == .status("OK"))
            try await loop.until("the script was killed") { endless.value != nil }
            #expect(endless.value?.mayHaveTakenEffect == true)
        }
    }

    @Test(arguments: ["LOADING Redis is loading the dataset in memory", "MASTERDOWN Link with MASTER is down"])
    func `an error that passes leaves the connection in use`(line: String) async throws {
        let peer = try ScriptedPeer([.answer("-\(line)\r\n"), .answer("+OK\r\n"), .stall])
        try await withLoop { loop in
            let link = try await loop.readyLink(to: peer.endpoint)
            let error = try await link.failure(of: RedisCommand("GET", "a"))
            #expect(error.serverError?.kind.rawValue == line.split(separator: " ").first.map(String.init))
            #expect(try await link.call(RedisCommand("GET", "a")) == .status("OK"))
            #expect(link.reconnects == 0)
        }
    }
}
