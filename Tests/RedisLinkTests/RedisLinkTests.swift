import RedisFixture
import Testing

@testable import RedisLink

@Suite struct RedisLinkTests {
    @Test func `a command is answered over TCP and over a Unix socket`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            for endpoint in [server.endpoint, server.socketEndpoint] {
                let link = try await loop.readyLink(to: endpoint)
                #expect(try await link.call(RedisCommand("PING", [])) == .status("PONG"))
                link.close()
            }
        }
    }

    @Test func `a script is sent by digest, and by source when the server does not know it`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let script = RedisScript(
                name: "sum", source: "return ARGV[1] + ARGV[2] + \(UInt32.random(in: 1...1 << 30)) * 0")
            for sent in [2, 3] {
                let reply = try await link.run(script, keys: [], arguments: [[UInt8]("2".utf8), [UInt8]("3".utf8)])
                #expect(reply == .integer(5))
                #expect(link.commandsSent == sent)
            }
        }
    }
}
