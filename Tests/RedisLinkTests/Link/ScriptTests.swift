import RedisFixture
import Testing

@testable import RedisLink

@Suite struct ScriptTests {
    /// Unknown to every server until it is run.
    private func fresh(_ source: String) -> RedisScript {
        RedisScript(name: "fresh", source: "\(source) -- \(UInt64.random(in: .min ... .max))")
    }

    @Test func `the digest is the one that Redis works out`() async throws {
        let server = try RedisServer.shared
        let script = fresh("return 1")
        let source = String(decoding: script.source, as: UTF8.self)
        #expect(try server.ask("SCRIPT", "LOAD", source) == .string(script.digest))
    }

    @Test func `a script is sent by digest, and by source when the server does not know it`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let script = fresh("return {KEYS[1], ARGV[1], ARGV[2]}")
            for sent in [2, 3] {
                let reply = try await link.run(script, keys: [[1]], arguments: [[0], []])
                #expect(reply == .array([.string([1]), .string([0]), .string([])]))
                #expect(link.commandsSent == sent)
            }
        }
    }

    @Test func `a server that forgets its scripts is told again`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let script = fresh("return 7")
            #expect(try await link.run(script, keys: []) == .integer(7))
            try server.ask("SCRIPT", "FLUSH")
            #expect(try await link.run(script, keys: []) == .integer(7))
        }
    }

    @Test func `the one answer of a failed script names the call by digest and the script`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let script = fresh("return redis.error_reply('WRONGTYPE on purpose')")
            for _ in 0..<2 {
                let error = await #expect(throws: RedisError.self) { try await link.run(script, keys: []) }
                #expect(error?.command == "EVALSHA fresh")
                #expect(error?.serverError?.kind == .wrongType)
                #expect(error?.mayHaveTakenEffect == true)
            }
        }
    }

    @Test func `a connection lost during the fallback leaves the outcome unknown`() async throws {
        let peer = try ScriptedPeer([.answer("-NOSCRIPT No matching script.\r\n"), .ignore, .close])
        try await withLoop { loop in
            let link = try await loop.readyLink(to: peer.endpoint)
            let error = await #expect(throws: RedisError.self) { try await link.run(fresh("return 1"), keys: []) }
            #expect(error?.command == "EVALSHA fresh")
            #expect(error?.code == .connectionLost)
            #expect(error?.mayHaveTakenEffect == true)
        }
        #expect(peer.commands.map(\.first) == ["EVALSHA", "EVAL"])
    }
}
