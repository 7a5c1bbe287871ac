import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

@Suite struct OpeningTests {
    private static let prefix = KeyPrefix.fresh()

    private static func settings(_ endpoint: RedisEndpoint, as access: RedisAccess = .open) -> RedisStoreSettings {
        var settings = RedisStoreSettings(topology: .single(endpoint), access: access, prefix: prefix)
        settings.dialTimeout = .milliseconds(600)
        return settings
    }

    @Test func `a storage that was opened is ready, and its connection ends with it`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let storage = try await RedisAuthorizationStore.open(Self.settings(server.endpoint), on: loop)
            try await storage.createUser(User(id: "u"))
            #expect(Self.clients(server) == 1)
            await storage.close()
            try await loop.until("its connection is gone") { Self.clients(server) == 0 }
        }
    }

    @Test func `a storage that is let go closes its connection`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            var storage: RedisAuthorizationStore? = try await .open(Self.settings(server.endpoint), on: loop)
            try await storage?.health()
            storage = nil
            try await loop.until("its connection is gone") { Self.clients(server) == 0 }
        }
    }

    private static func clients(_ server: RedisServer) -> Int {
        guard case .string(let bytes)? = try? server.ask("CLIENT", "LIST") else { return -1 }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").count {
            $0.contains("name=authorization-storage")
        }
    }

    @Test func `a wrong password is refused at once, and not said`() async throws {
        let server = try RedisServer.start(.init(users: ["gw on >right ~* +@all"]))
        try await withLoop { loop in
            let access = RedisAccess(user: "gw", password: RedisPassword(text: "wrong-password"))
            var settings = Self.settings(server.endpoint, as: access)
            settings.dialTimeout = .seconds(60)
            let error = await refusal { [settings] () async throws(StorageError) in
                try await RedisAuthorizationStore.open(settings, on: loop)
            }
            #expect(error?.code == .unavailable && error?.cause?.serverError?.kind == .wrongPassword)
            #expect(!"\(String(describing: error))".contains("wrong-password"))
        }
    }

    @Test func `nobody there is told after the dial time-out`() async throws {
        let port = try RefusingPort()
        try await withLoop { loop in
            let error = await refusal { () async throws(StorageError) in
                try await RedisAuthorizationStore.open(Self.settings(port.endpoint), on: loop)
            }
            #expect(error?.code == .unavailable && error?.operation == .open && error?.outcome == .failed)
        }
    }

    @Test func `replicas see each other's rows at once`() async throws {
        try await withRedisStore { redis in
            let other = try await redis.another()
            try await redis.storage.createAccessToken("a", .sample("f", client: nil))
            #expect(try await other.getAccessToken("a").requestID == "f")
            try await other.revokeFamily(requestID: "f")
            #expect(await TokenConformanceTests.isGone(redis.storage, access: "a"))
        }
    }
}

/// Time-outs.
extension OpeningTests {
    @Test func `a call that is not answered in time has an unknown outcome`() async throws {
        let role = "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"
        let peer = try ScriptedPeer([.answer("+OK\r\n"), .answer(role), .answer("+PONG\r\n"), .stall])
        try await withLoop { loop in
            var settings = RedisStoreSettings(
                topology: .single(peer.endpoint), access: .open, prefix: .fresh())
            settings.readTimeout = .milliseconds(150)
            settings.writeTimeout = .milliseconds(50)
            let storage = try await RedisAuthorizationStore.open(settings, on: loop)
            let error = await refusal { () async throws(StorageError) in try await storage.createUser(User(id: "u")) }
            #expect(error?.code == .unavailable && error?.outcome == .unknown)
            await storage.close()
        }
    }
}
