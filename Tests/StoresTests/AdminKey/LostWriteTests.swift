import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Stores

/// What the fence is for: the stories of specs/versions.md, told by the stores alone.
@Suite struct LostWriteTests {
    /// A failover loses rotation A; rotation B is made on what was left, then replicas that hold A repair.
    @Test(arguments: Backing.allCases)
    func `a collision after a lost write: one version is never two values`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("before"))
            let before = try await stage.record()
            _ = try await stage.store.rotate(SlotRotation("lost"))
            let lost = try await stage.record()
            try await stage.plant(before)
            _ = try await stage.store.rotate(SlotRotation("survivor"))
            let survivor = try await stage.record()
            #expect(lost.version != survivor.version)
            for holder in [lost, survivor, before, lost] { _ = try await stage.store.repair(holder) }
            let stands = try await stage.record()
            let winner = lost.version < survivor.version ? survivor : lost
            #expect(stands.version == winner.version && stands.value == winner.value)
        }
    }

    /// The new primary's clock is behind; the operator knows what the replicas hold.
    @Test(arguments: Backing.allCases)
    func `after a lost write the floor puts the next rotation on top`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let held = AdminKeySlot(epoch: try await stage.now().advanced(hours: 1).milliseconds, value: "held")
            _ = try await stage.store.rotate(SlotRotation("next", floor: held.version.epoch))
            #expect(try await stage.store.repair(held).effect == .left)
            #expect(try await stage.record().valueText == "next")
        }
    }

    @Test(arguments: Backing.allCases, [true, false])
    func `rotate during repair: the rotation stands, whichever comes first`(
        _ backing: Backing, repairFirst: Bool
    ) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("held"))
            let held = try await stage.record()
            try await stage.damager.delete()
            if repairFirst {
                #expect(try await stage.store.repair(held).effect == .wrote)
            }
            _ = try await stage.store.rotate(SlotRotation("next", floor: held.version.epoch))
            if !repairFirst {
                #expect(try await stage.store.repair(held).effect == .left)
            }
            let slot = try await stage.record()
            #expect(slot.valueText == "next" && slot.version > held.version)
        }
    }

    @Test func `rotate during repair: fifty replicas repair while the operator rotates`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let stage = try await RedisStage(on: loop, server, format: .fenced)
            _ = try await stage.store.rotate(SlotRotation("held"))
            let held = try await stage.record()
            _ = try await stage.store.repair(held)  // from here on the server knows the script, and keeps the order
            try await stage.damager.delete()
            var effects: [SlotChange.Effect] = []
            let areAllAnswered = Signal()
            for replica in 1...50 {
                stage.store(of: "r\(replica)").repair(held, fingerprint: nil) { result in
                    if case .success(let change) = result { effects.append(change.effect) }
                    if replica == 50 { areAllAnswered.fire() }
                }
                if replica == 25 { stage.store.rotate(SlotRotation("next", floor: held.version.epoch)) { _ in } }
            }
            await areAllAnswered.wait()
            #expect(try await stage.record().valueText == "next")
            #expect(effects.count == 50 && effects.count { $0 == .wrote } == 1)
            #expect(try await stage.log().map(\.author) == [.rotate, .repair, .rotate])
        }
    }

    /// Both sides rotate; after the partition each side's replicas meet the other side's server.
    @Test func `two sides of a partition agree after repair`() async throws {
        let servers = [try RedisServer.start(), try RedisServer.start()]
        try await withLoop { loop in
            let name = SlotName.fresh()
            let first = try await RedisStage(on: loop, servers[0], format: .fenced, name: name)
            let second = try await RedisStage(on: loop, servers[1], format: .fenced, name: name)
            let common = AdminKeySlot(epoch: 5, value: "common")
            try await first.plant(common)
            try await second.plant(common)
            _ = try await first.store.rotate(SlotRotation("one-side"))
            _ = try await second.store.rotate(SlotRotation("other-side"))
            let held = [try await first.record(), try await second.record()]
            #expect(held[0].version != held[1].version)
            for stage in [first, second] {
                for record in held { _ = try await stage.store.repair(record) }
            }
            let agreed = [try await first.record(), try await second.record()]
            #expect(agreed[0].version == agreed[1].version && agreed[0].value == agreed[1].value)
            #expect(agreed[0].version == max(held[0].version, held[1].version))
        }
    }

    /// Total loss: an old survivor puts its key back first, and a younger one still wins.
    @Test(arguments: Backing.allCases)
    func `a frozen survivor's old key does not stand against a younger record`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("compromised"))
            let frozen = try await stage.record()
            try await stage.plant(.absent)
            let rotated = try await stage.store.rotate(SlotRotation("safe", floor: frozen.version.epoch))
            try await stage.plant(.absent)
            #expect(try await stage.store.repair(frozen).effect == .wrote)
            guard case .fenced(let younger) = rotated.stands else { throw Unexpected(reading: rotated.stands) }
            #expect(try await stage.store.repair(younger).effect == .wrote)
            #expect(try await stage.store.repair(frozen).effect == .left)
            #expect(try await stage.record().valueText == "safe")
        }
    }
}
