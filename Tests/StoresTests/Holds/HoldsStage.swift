import Credentials
import RedisFixture
import RedisLink

@testable import Stores

/// The holdings of one deployment, with everything around them that a test wants to see or to spoil.
protocol HoldsStage: AnyObject {
    var store: any HoldsStore { get }
    /// The server's clock.
    func now() async throws -> WallTime
    /// Puts a raw text into a field, as foreign hands would.
    func plant(_ text: [UInt8], in field: [UInt8]) async throws
    /// The name holds something of another type.
    func spoil() async throws
    /// From now on writes take effect and their answers are lost.
    func loseAnswers(_ loses: Bool)
}

extension Backing {
    /// Sets up the holdings of a deployment of its own.
    func withHolds(_ body: @escaping @Sendable (any HoldsStage) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryHoldsStage())
        case .redis:
            let server = try RedisServer.shared
            try await withLoop { loop in try await body(RedisHoldsStage(on: loop, server)) }
        }
    }
}

/// Holdings in memory; the clock stands still.
final class MemoryHoldsStage: HoldsStage {
    let holds = MemoryHolds(now: WallTime(milliseconds: 1_790_000_000_000))
    var store: any HoldsStore { MemoryHoldsStore(holds) }
    func now() async throws -> WallTime { holds.now }
    func plant(_ text: [UInt8], in field: [UInt8]) async throws { holds.fields[field] = text }
    func spoil() async throws { holds.isDamaged = true }
    func loseAnswers(_ loses: Bool) { holds.outage = loses ? .losesAnswers : nil }
}

/// Holdings in a real Redis, under a namespace of their own.
final class RedisHoldsStage: HoldsStage {
    let name: HoldsName
    let link: RedisLink
    let store: any HoldsStore
    private let sender: ForgetfulSender

    init(
        on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open, name: HoldsName = .fresh()
    ) async throws {
        self.name = name
        link = try await RedisLink.ready(on: loop, to: server.socketEndpoint, as: access)
        sender = ForgetfulSender(link)
        store = RedisHoldsStore(sender: sender, name: name)
    }

    deinit { link.close() }

    func now() async throws -> WallTime {
        WallTime(milliseconds: try await link.milliseconds())
    }

    func plant(_ text: [UInt8], in field: [UInt8]) async throws {
        _ = try await link.call(RedisCommand("HSET", [name.key, field, text]))
    }

    func spoil() async throws { _ = try await link.call(RedisCommand("RPUSH", name.text, "no hash")) }
    func loseAnswers(_ loses: Bool) { sender.losesAnswers = loses }
}

extension HoldsName {
    static func fresh() -> HoldsName { HoldsName(namespace: "kq:test:\(UInt64.random(in: .min ... .max))") }
}

extension HoldsClaim {
    static func of(_ incarnation: UInt32 = 1, revision: UInt64 = 7) -> HoldsClaim {
        HoldsClaim(
            incarnation: incarnation,
            holding: Holding(admin: .fenced(nil), hasReadAdmin: true, keys: Epoch(revision)))
    }
}

extension HoldsStore {
    func write(_ claim: HoldsClaim, of replica: ReplicaName) async throws -> HoldsWrite {
        try await awaited { write(claim, of: replica, $0) }
    }
    func remove(_ replica: ReplicaName, incarnation: UInt32) async throws -> Bool {
        try await awaited { remove(replica, incarnation: incarnation, $0) }
    }
    func read() async throws -> HoldsReading { try await awaited { read($0) } }
    func forget(_ field: String) async throws -> Bool { try await awaited { forget(Array(field.utf8), $0) } }
    func prune() async throws -> Int { try await awaited { prune($0) } }
}

private func awaited<Success: Sendable>(
    _ start: (@escaping HoldsAnswer<Success>) -> Void
) async throws -> Success {
    try await withCheckedThrowingContinuation { continuation in start { continuation.resume(with: $0) } }
}
