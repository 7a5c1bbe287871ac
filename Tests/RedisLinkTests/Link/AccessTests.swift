import RedisFixture
import Testing

@testable import RedisLink

/// Who may, and who may not: against a real server's ACL.
@Suite struct AccessTests {
    private static func access(_ password: String) -> RedisAccess {
        RedisAccess(user: "replica", password: RedisPassword(text: password))
    }

    private static func server() throws -> RedisServer {
        try .start(
            .init(users: [
                "default off", "replica on >old ~kq:* &kq:* +get +set +role +ping +client|setname +select",
            ]))
    }

    @Test func `a link says who it is, takes its name and its database`() async throws {
        let server = try Self.server()
        try await withLoop { loop in
            let options = RedisLinkOptions.patient {
                $0.clientName = "replica-7"
                $0.database = 3
                $0.requiresMaster = true
            }
            let link = try await loop.readyLink(to: server.endpoint, as: Self.access("old"), options: options)
            #expect(link.state == .ready(.master))
            guard case .string(let list) = try server.ask("CLIENT", "LIST") else { return }
            let mine = String(decoding: list, as: UTF8.self).split(separator: "\n").filter {
                $0.contains("name=replica-7 ")
            }
            #expect(mine.count == 1)
            #expect(mine.allSatisfy { $0.contains(" db=3 ") && $0.contains(" user=replica ") })
            withExtendedLifetime(link) {}
        }
    }

    @Test(arguments: ["wrong", ""]) func `a wrong password keeps a link waiting, and says why`(password: String)
        async throws
    {
        let server = try Self.server()
        try await withLoop { loop in
            let link = RedisLink(on: loop, to: server.endpoint, as: Self.access(password), options: .patient())
            link.start()
            try await loop.until("three attempts") { link.attempts > 2 }
            let error = try await link.failure(of: RedisCommand("PING", []))
            #expect(error.phase == .queued)
            #expect(!error.mayHaveTakenEffect)
            #expect(error.serverError?.kind == .wrongPassword)
            #expect(link.reconnects == 0)
        }
    }

    @Test func `no password, no permission and a foreign key are errors of their own kinds`() async throws {
        let server = try Self.server()
        try await withLoop { loop in
            let stranger = try await loop.readyLink(to: server.endpoint)
            #expect(try await stranger.failure(of: RedisCommand("GET", "kq:a")).serverError?.kind == .noAuth)
            let link = try await loop.readyLink(to: server.endpoint, as: Self.access("old"))
            for command in [
                RedisCommand("DEL", "kq:a"), RedisCommand("GET", "other"), RedisCommand("CONFIG", "GET", "*"),
            ] {
                let error = try await link.failure(of: command)
                #expect(error.serverError?.kind == .noPermission)
                #expect(error.phase == .answered)
                #expect(!error.mayHaveTakenEffect)
            }
        }
    }

    @Test func `a password is changed under a running link`() async throws {
        let server = try Self.server()
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint, as: Self.access("old"))
            try server.ask("ACL", "SETUSER", "replica", ">new")
            link.updateAccess(Self.access("new"))
            try server.ask("ACL", "SETUSER", "replica", "<old")
            #expect(try await link.call(RedisCommand("PING", [])) == .status("PONG"))
            try server.ask("CLIENT", "KILL", "USER", "replica")
            try await loop.until("the link is back") { link.reconnects == 1 && link.state.isReady }
            #expect(try await link.call(RedisCommand("PING", [])) == .status("PONG"))
        }
    }

    @Test func `a link that waits tries new credentials at once`() async throws {
        let server = try Self.server()
        try await withLoop { loop in
            let options = RedisLinkOptions.patient {
                $0.backoffStart = .seconds(3600)
                $0.backoffLimit = .seconds(3600)
            }
            let link = RedisLink(on: loop, to: server.endpoint, as: Self.access("wrong"), options: options)
            link.start()
            try await loop.until("the link is refused") { if case .waiting = link.state { true } else { false } }
            link.updateAccess(Self.access("old"))
            try await loop.until("the link is ready") { link.state.isReady }
        }
    }
}
