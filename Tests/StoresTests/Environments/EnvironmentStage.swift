import Credentials
import RedisFixture
import RedisLink

@testable import Stores

/// The environment documents of one deployment, with everything around them that a test wants to see or to spoil.
protocol EnvironmentStage: AnyObject {
    var store: any EnvironmentStore { get }
    var planter: any EnvironmentPlanter { get }
    /// The server's clock.
    func now() async throws -> WallTime
    /// What stands there, to be put back later: a failover to a server that lags.
    func dump() async throws -> MemoryEnvironments.Content
    func restore(_ content: MemoryEnvironments.Content) async throws
    /// The index holds something of another type.
    func spoil() async throws
    /// Everything that was published so far.
    func messages() async throws -> [[UInt8]]
    /// From now on writes take effect and their answers are lost.
    func loseAnswers(_ loses: Bool)
}

extension Backing {
    /// Sets up the documents of a deployment of its own.
    func withEnvironments(_ body: @escaping @Sendable (any EnvironmentStage) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryEnvironmentStage())
        case .redis:
            let server = try RedisServer.shared
            try await withLoop { loop in try await body(RedisEnvironmentStage(on: loop, server)) }
        }
    }
}

/// Documents in memory; the clock stands still.
final class MemoryEnvironmentStage: EnvironmentStage {
    let environments = MemoryEnvironments(now: WallTime(milliseconds: 1_790_000_000_000))

    var store: any EnvironmentStore { MemoryEnvironmentStore(environments) }
    var planter: any EnvironmentPlanter { MemoryEnvironmentPlanter(environments) }
    func now() async throws -> WallTime { environments.now }
    func dump() async throws -> MemoryEnvironments.Content { environments.content }
    func restore(_ content: MemoryEnvironments.Content) async throws { environments.content = content }
    func spoil() async throws { environments.isDamaged = true }
    func messages() async throws -> [[UInt8]] { environments.messages }
    func loseAnswers(_ loses: Bool) { environments.outage = loses ? .losesAnswers : nil }
}

extension EnvironmentStage {
    /// The record that stands there, or a failure that says what does.
    func record(_ id: EnvironmentID) async throws -> EnvironmentRecord {
        let reading = try await store.read(id)
        guard case .record(let record) = reading else { throw UnexpectedReading(reading: reading) }
        return record
    }
}

struct UnexpectedReading: Error { let reading: EnvironmentReading }

extension EnvironmentStore {
    func index() async throws -> EnvironmentIndex { try await answered { index($0) } }
    func read(_ id: EnvironmentID) async throws -> EnvironmentReading { try await answered { read(id, $0) } }
    func putBack(_ record: EnvironmentRecord) async throws -> EnvironmentChange {
        try await answered { putBack(record, $0) }
    }
    func publish(_ document: EnvironmentDocument, floor: Epoch = .zero) async throws -> EnvironmentChange {
        try await answered { publish(document, floor: floor, $0) }
    }
    func delete(_ id: EnvironmentID, floor: Epoch = .zero) async throws -> EnvironmentChange {
        try await answered { delete(id, floor: floor, $0) }
    }
}

extension EnvironmentPlanter {
    func plant(_ id: EnvironmentID, text: [UInt8]?, entry: [UInt8]?) async throws {
        try await answered { plant(id, text: text, entry: entry, $0) }
    }
    func say(_ payload: [UInt8]) async throws { try await answered { say(payload, $0) } }

    func plant(_ record: EnvironmentRecord) async throws {
        try await plant(record.id, text: record.text.withBytes { $0 }, entry: Array(record.version.description.utf8))
    }
}

private func answered<Success: Sendable>(
    _ start: (@escaping EnvironmentAnswer<Success>) -> Void
) async throws -> Success {
    try await withCheckedThrowingContinuation { continuation in start { continuation.resume(with: $0) } }
}
