import Credentials
import RedisFixture
import RedisLink

@testable import Stores

/// The managed keys of one deployment, with everything around them that a test wants to see or to spoil.
protocol KeyStage: AnyObject {
    var store: any ManagedKeyStore { get }
    /// The server's clock.
    func now() async throws -> WallTime
    /// Puts a raw row under an id, as foreign hands would: with its entry in the index, and no other.
    func plant(row: [UInt8]?, of name: String, revision: Epoch?) async throws
    /// Puts a raw revision there; nil takes it away.
    func plant(revision: String?) async throws
    /// Everything is gone, as after the loss of all data.
    func empty() async throws
    /// What stands now, to be put back later: a failover to a server that lags.
    func dump() async throws -> KeyDump
    func restore(_ dump: KeyDump) async throws
    /// One of the names holds something of another type.
    func spoil() async throws
    /// Everything that was published so far.
    func messages() async throws -> [[UInt8]]
    /// From now on writes take effect and their answers are lost.
    func loseAnswers(_ loses: Bool)
}

/// The five names as they stood.
struct KeyDump: Equatable, Sendable {
    var rows: [[UInt8]: [UInt8]] = [:]
    var hashes: [[UInt8]: [UInt8]] = [:]
    var changes: [[UInt8]: Epoch] = [:]
    var log: [[UInt8]: Epoch] = [:]
    var revision: [UInt8]?
}

extension Backing {
    /// Sets up the managed keys of a deployment of its own.
    func withKeys(_ body: @escaping @Sendable (any KeyStage) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryKeyStage())
        case .redis:
            let server = try RedisServer.shared
            try await withLoop { loop in try await body(RedisKeyStage(on: loop, server)) }
        }
    }
}

/// Managed keys in memory; the clock stands still.
final class MemoryKeyStage: KeyStage {
    let keys = MemoryManagedKeys(now: WallTime(milliseconds: 1_790_000_000_000))
    var store: any ManagedKeyStore { MemoryManagedKeyStore(keys) }

    func now() async throws -> WallTime { keys.now }

    func plant(row: [UInt8]?, of name: String, revision: Epoch?) async throws {
        keys.rows[Array(name.utf8)] = row
        keys.changes[Array(name.utf8)] = revision
    }

    func plant(revision: String?) async throws { keys.revision = revision.map { Array($0.utf8) } }
    func empty() async throws { keys.empty() }
    func spoil() async throws { keys.isDamaged = true }
    func messages() async throws -> [[UInt8]] { keys.messages }
    func loseAnswers(_ loses: Bool) { keys.outage = loses ? .losesAnswers : nil }

    func dump() async throws -> KeyDump {
        KeyDump(
            rows: keys.rows, hashes: Dictionary(uniqueKeysWithValues: keys.hashes.map { ($0.key.hex, $0.value) }),
            changes: keys.changes,
            log: Dictionary(uniqueKeysWithValues: keys.log.map { (Array($0.key.utf8), $0.value) }),
            revision: keys.revision)
    }

    func restore(_ dump: KeyDump) async throws {
        keys.rows = dump.rows
        keys.hashes = Dictionary(
            uniqueKeysWithValues: dump.hashes.compactMap { hex, name in ManagedKeyHash(hex: hex).map { ($0, name) } })
        keys.changes = dump.changes
        keys.log = Dictionary(
            uniqueKeysWithValues: dump.log.map { (String(decoding: $0.key, as: UTF8.self), $0.value) })
        keys.revision = dump.revision
    }
}
