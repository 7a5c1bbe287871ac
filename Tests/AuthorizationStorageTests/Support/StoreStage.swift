import Credentials
import RedisFixture
import RedisLink
import Synchronization

@testable import AuthorizationStorage

/// What the conformance suite runs over.
enum Backing: String, CaseIterable, Sendable {
    case redis, memory

    /// Sets up a storage of its own.
    func withStore(_ body: @escaping @Sendable (StoreStage) async throws -> Void) async throws {
        switch self {
        case .memory:
            let clock = MovableClock()
            let storage = MemoryAuthorizationStore { clock.now }
            try await body(StoreStage(storage: storage, clock: clock) { _ in })
        case .redis: try await withRedisStore { try await body($0.stage) }
        }
    }
}

/// A storage, and a way to let time pass for it.
final class StoreStage {
    let storage: any AuthorizationStore
    let clock: MovableClock
    private let passTime: (Int64) async throws -> Void

    init(storage: any AuthorizationStore, clock: MovableClock, passTime: @escaping (Int64) async throws -> Void) {
        self.storage = storage
        self.clock = clock
        self.passTime = passTime
    }

    var now: WallTime { clock.now }

    /// From now on it is that much later, for the storage's clock and for every end of a row.
    func pass(seconds: Int64) async throws {
        clock.advance(seconds: seconds)
        try await passTime(seconds)
    }
}

/// The system's clock, and how far a test has moved it.
final class MovableClock: Sendable {
    private let offset = Mutex<Int64>(0)

    var now: WallTime { SystemClock.now().advanced(bySeconds: offset.withLock { $0 }) }
    func advance(seconds: Int64) { offset.withLock { $0 += seconds } }
}

/// What a call refuses with; nil when it does not.
func refusal<Value>(of body: () async throws(StorageError) -> Value) async -> StorageError? {
    do throws(StorageError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
