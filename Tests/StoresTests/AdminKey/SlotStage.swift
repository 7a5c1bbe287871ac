import Credentials
import RedisFixture
import RedisLink

@testable import Stores

/// What the conformance suites run over.
enum Backing: String, CaseIterable, Sendable {
    case redis, memory

    /// Sets up one slot of its own.
    func withSlot(_ format: SlotFormat, _ body: @escaping @Sendable (any SlotStage) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryStage(format: format))
        case .redis:
            let server = try RedisServer.shared
            try await withLoop { loop in try await body(RedisStage(on: loop, server, format: format)) }
        }
    }
}

/// One slot, with everything around it that a test wants to see or to spoil.
protocol SlotStage: AnyObject {
    var format: SlotFormat { get }
    /// The store of the operator.
    var store: any AdminKeySlotStore { get }
    var damager: any SlotDamager { get }
    /// A store that writes to the same slot under another name.
    func store(of client: String) -> any AdminKeySlotStore
    /// The server's clock.
    func now() async throws -> WallTime
    /// Puts a raw record there; nil takes the slot away. The log stays as it is.
    func plant(_ content: MemorySlot.Content) async throws
    /// Everything that was published so far.
    func messages() async throws -> [[UInt8]]
    /// From now on writes take effect and their answers are lost.
    func loseAnswers(_ loses: Bool)
}

extension SlotStage {
    func plant(_ slot: AdminKeySlot) async throws { try await plant(.hash(slot.hash)) }

    /// The record that stands there, or a failure that says what does.
    func record() async throws -> AdminKeySlot {
        let reading = try await store.read()
        guard case .fenced(let slot) = reading else { throw Unexpected(reading: reading) }
        return slot
    }

    func log() async throws -> [SlotLogEntry] { try await store.readLog().entries }
}

struct Unexpected: Error { let reading: SlotReading }

/// A slot in memory; its clock stands still.
final class MemoryStage: SlotStage {
    let format: SlotFormat
    let slot = MemorySlot(now: WallTime(milliseconds: 1_790_000_000_000))

    init(format: SlotFormat) { self.format = format }

    var store: any AdminKeySlotStore { store(of: "operator") }
    var damager: any SlotDamager { MemorySlotDamager(slot, format: format) }
    func store(of client: String) -> any AdminKeySlotStore {
        MemorySlotStore(slot, format: format, client: client)
    }
    func now() async throws -> WallTime { slot.now }
    func plant(_ content: MemorySlot.Content) async throws { slot.content = content }
    func messages() async throws -> [[UInt8]] { slot.messages }
    func loseAnswers(_ loses: Bool) { slot.outage = loses ? .losesAnswers : nil }
}
