import Credentials
import Glibc
import RedisFixture
import RedisLink
import Synchronization
import Testing

@testable import AuthorizationStorage

/// What thousands of calls at a time cost: one connection, and no thread.
@Suite struct InFlightTests {
    private static let calls = 3_000

    /// The server holds its answers back until all calls are under way. Other tests of this process have threads of
    /// their own, a few dozen at most, which is why threads are counted by whom the calls meet, and only roughly
    /// altogether.
    @Test func `thousands of calls in flight share one connection and have no thread each`() async throws {
        let server = try RedisServer.start(.init(users: ["gw on >secret ~* +@all"]))
        try await withLoop(deadline: .seconds(120)) { loop in
            let met = ThreadsMet()
            let storage = try await Self.open(server, on: loop, met)
            try server.ask("CLIENT", "PAUSE", "100000", "WRITE")
            let threadsBefore = try Self.threads()
            let work = Task.detached { try await Self.createAndRead(storage) }
            try await loop.until("all calls are under way", within: 60) { met.calls == Self.calls }
            #expect(met.threads == [pthread_self()], "the loop's own, on which this runs")
            #expect(try Self.threads() - threadsBefore < Self.calls / 10)
            let connections = try Self.connections(server)
            #expect(connections.count == 1, "\(connections)")
            try server.ask("CLIENT", "UNPAUSE")
            #expect(try await work.value == 4 * Self.calls)
            #expect(met.threads == [pthread_self()] && met.calls == Self.calls)
            #expect(try Self.connections(server).count == 1)
            await storage.close()
        }
    }

    private static func open(
        _ server: RedisServer, on loop: EventLoop, _ met: ThreadsMet
    ) async throws -> RedisAuthorizationStore {
        let access = RedisAccess(user: "gw", password: RedisPassword(text: "secret"))
        var settings = RedisStoreSettings(topology: .single(server.endpoint), access: access, prefix: .fresh())
        settings.readTimeout = .seconds(60)
        return try await RedisAuthorizationStore.open(settings, on: loop, clock: { met.now() })
    }

    /// From tasks that know nothing of the loop; how many bytes the request ids have that come back.
    private static func createAndRead(_ storage: RedisAuthorizationStore) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<calls {
                group.addTask {
                    let family = "f\(100 + number % 7)"
                    try await storage.createAccessToken("a\(number)", .sample(family, client: nil))
                    return try await storage.getAccessToken("a\(number)").requestID.utf8.count
                }
            }
            return try await group.reduce(0, +)
        }
    }

    private static func connections(_ server: RedisServer) throws -> [String] {
        guard case .string(let bytes) = try server.ask("CLIENT", "LIST") else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            $0.contains(" user=gw ")
        }
    }

    private static func threads() throws -> Int {
        let status = try #require(fopen("/proc/self/status", "r"))
        defer { fclose(status) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), status) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let parts = text.split { $0 == ":" || $0.isWhitespace }
            if parts.first == "Threads", parts.count > 1, let count = Int(parts[1]) { return count }
        }
        throw FixtureError("no count of threads")
    }
}

/// A clock that notes who asks: a call that creates a token does so once, right before its command is sent.
private final class ThreadsMet: Sendable {
    private let state = Mutex((calls: 0, threads: Set<pthread_t>()))

    var calls: Int { state.withLock { $0.calls } }
    var threads: Set<pthread_t> { state.withLock { $0.threads } }

    func now() -> WallTime {
        state.withLock { state in
            state.calls += 1
            state.threads.insert(pthread_self())
        }
        return SystemClock.now()
    }
}
