import Credentials
import RedisFixture
import Testing

@testable import Stores

/// The scripts and the memory twin were written apart, from one page; here the same long stories happen to both.
///
/// All epochs lie ahead of both clocks, so the same ones come out; ends are compared by the hour.
@Suite struct SlotTwinTests {
    @Test(arguments: [SlotFormat.fenced, .plain], 1...8 as ClosedRange<UInt64>)
    func `redis and memory tell the same story`(_ format: SlotFormat, seed: UInt64) async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let redis = try await RedisStage(on: loop, server, format: format)
            let memory = MemoryStage(format: format)
            memory.slot.now = try await redis.now()
            let story = Story(seed: seed, format: format, start: memory.slot.now)
            try await story.begin(redis, memory)
            for step in 1...120 { try await story.takeStep(step, redis, memory) }
        }
    }
}

/// A seeded sequence of changes and harms, each done to two stages and compared.
private final class Story {
    private var random: SeededGenerator
    private let format: SlotFormat
    private let start: WallTime
    private var nonces: [Nonce] = []
    private var held: [AdminKeySlot] = []

    init(seed: UInt64, format: SlotFormat, start: WallTime) {
        random = SeededGenerator(seed: seed)
        self.format = format
        self.start = start
    }

    func begin(_ redis: RedisStage, _ memory: MemoryStage) async throws {
        guard format == .fenced else { return }
        let first = AdminKeySlot(epoch: start.advanced(hours: 6).milliseconds, nonce: nonce(), value: "first")
        for stage in [redis, memory] as [any SlotStage] { try await stage.plant(first) }
    }

    func takeStep(_ step: Int, _ redis: RedisStage, _ memory: MemoryStage) async throws {
        if Int.random(in: 0..<5, using: &random) == 0 {
            guard let harm = SlotHarm.allCases.randomElement(using: &random) else { return }
            let isDeletion = Bool.random(using: &random)
            for stage in [redis, memory] as [any SlotStage] {
                _ = try? await isDeletion ? stage.damager.delete() : stage.damager.corrupt(harm)  // unsupported on both
            }
        } else {
            let change = change()
            let outcomes = (await outcome(of: change, on: redis), await outcome(of: change, on: memory))
            #expect(outcomes.0 == outcomes.1, "step \(step)")
        }
        try await compare(step, redis, memory)
    }

    private func outcome(
        of change: (any AdminKeySlotStore) async throws -> SlotChange, on stage: any SlotStage
    ) async -> Result<SlotChange, SlotStoreError> {
        do {
            let done = try await change(stage.store)
            if case .fenced(let slot) = done.stands, stage is MemoryStage { held.append(slot) }
            return .success(done.byTheHour(from: start))
        } catch {
            return .failure(error as? SlotStoreError ?? SlotStoreError(.unknown, .outage))
        }
    }

    private func compare(_ step: Int, _ redis: RedisStage, _ memory: MemoryStage) async throws {
        let samples = (try await redis.store.sample(), try await memory.store.sample())
        #expect(samples.0.content == samples.1.content && samples.0.value == samples.1.value, "step \(step)")
        if case .malformed(.poisonedEpoch) = samples.0.content {
            #expect(samples.0.version?.nonce == samples.1.version?.nonce, "step \(step)")
        } else {
            #expect(samples.0.version == samples.1.version, "step \(step)")
        }
        let logs = (try await redis.log().map(\.story), try await memory.log().map(\.story))
        #expect(logs.0 == logs.1, "step \(step)")
        let messages = (try await redis.messages().count, try await memory.messages().count)
        #expect(messages.0 == messages.1, "step \(step)")
    }

    private func change() -> (any AdminKeySlotStore) async throws -> SlotChange {
        let identity = ChangeIdentity(nonce: nonce(), floor: floor())
        let value = "key\(Int.random(in: 1...6, using: &random))"
        let halfHours: [UInt64] = [0, 3, 5, 11]
        let grace = (halfHours.randomElement(using: &random) ?? 0) * 1800
        let record = held.randomElement(using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return { try await $0.bootstrap(SlotBootstrap(value, nonce: identity.nonce)) }
        case 1: return { try await $0.replant(SlotReplant(value, nonce: identity.nonce)) }
        case 2: return { try await $0.revoke(SlotRevocation(nonce: identity.nonce, floor: identity.floor)) }
        case 3: return { try await $0.endGrace(nonce: identity.nonce, floor: identity.floor) }
        case 4, 5: return { try await $0.repair(record ?? AdminKeySlot(epoch: 7, nonce: identity.nonce, value: value)) }
        default:
            let seconds = format == .plain ? 0 : grace
            return {
                try await $0.rotate(SlotRotation(value, grace: seconds, nonce: identity.nonce, floor: identity.floor))
            }
        }
    }

    /// Mostly a new one, at times one from before.
    private func nonce() -> Nonce {
        if Int.random(in: 0..<8, using: &random) == 0, let known = nonces.randomElement(using: &random) { return known }
        let fresh = Nonce(bits: .random(in: .min ... .max, using: &random))
        nonces.append(fresh)
        return fresh
    }

    /// Always ahead of both clocks, so that no time decides; at times further than anybody believes.
    private func floor() -> Epoch {
        let hours = Int64.random(in: 6...12, using: &random)
        return Epoch(UInt64(start.advanced(hours: hours).milliseconds)) ?? .zero
    }
}

extension SlotChange {
    fileprivate func byTheHour(from start: WallTime) -> SlotChange {
        SlotChange(
            effect: effect, stands: stands.byTheHour(from: start), version: version,
            graceEnd: graceEnd?.toTheHour(from: start), dropped: dropped.map { $0.byTheHour(from: start) })
    }
}

extension SlotReading {
    fileprivate func byTheHour(from start: WallTime) -> SlotReading {
        guard case .fenced(let slot) = self else { return self }
        return .fenced(
            AdminKeySlot(
                version: slot.version, value: slot.value, outgoing: slot.outgoing.map { $0.byTheHour(from: start) },
                previous: slot.previous, author: slot.author, fingerprintKey: slot.fingerprintKey))
    }
}

extension OutgoingKey {
    fileprivate func byTheHour(from start: WallTime) -> OutgoingKey {
        OutgoingKey(value: value, end: end.toTheHour(from: start))
    }
}

extension WallTime {
    fileprivate func toTheHour(from start: WallTime) -> WallTime {
        WallTime(milliseconds: (milliseconds - start.milliseconds) / 3_600_000)
    }
}

extension SlotLogEntry {
    /// Without identifier and time, which differ.
    fileprivate var story: String { "\(version) \(fingerprintBits) \(author) \(client)" }
}
