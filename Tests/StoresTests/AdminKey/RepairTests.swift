import Credentials
import Testing

@testable import Stores

@Suite struct RepairTests {
    /// A record as a replica holds it.
    private static func held(_ epoch: Int64, nonce: UInt64 = 7, _ value: String? = "held") -> AdminKeySlot {
        AdminKeySlot(
            epoch: epoch, nonce: Nonce(bits: nonce), value: value,
            outgoing: value == nil ? [] : [("former", WallTime(milliseconds: 1_999_000_000_000))],
            previous: Version(epoch: .zero, nonce: Nonce(bits: 1)), author: value == nil ? .revoke : .rotate)
    }

    @Test(arguments: Backing.allCases)
    func `puts the whole record back into an absent slot`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let held = Self.held(1000)
            let change = try await stage.store(of: "r3").repair(held)
            let slot = try await stage.record()
            #expect(change.effect == .wrote && change.version == held.version && change.stands == .fenced(slot))
            #expect(slot.version == held.version && slot.value == held.value && slot.outgoing == held.outgoing)
            #expect(slot.previous == held.previous && slot.fingerprintKey == held.fingerprintKey)
            #expect(slot.author == .repair)
            #expect(try await stage.messages() == [slot.message])
            let entry = try #require(try await stage.log().last)
            #expect(entry.author == .repair && entry.client == "r3" && entry.version == held.version)
        }
    }

    /// Stored (e, n), whether a held (1000, 7) replaces it.
    @Test(
        arguments: Backing.allCases,
        [
            (999, 99, true), (0, 99, true), (1000, 6, true), (1000, 7, false), (1000, 8, false), (1001, 1, false),
            // Signed, and in more bits than a Lua number has.
            (1000, 0x8000_0000_0000_0007, false), (1000, 0, true),
        ] as [(Int64, UInt64, Bool)])
    func `the larger epoch wins, then the larger nonce`(_ backing: Backing, stored: (Int64, UInt64, Bool)) async throws
    {
        try await backing.withSlot(.fenced) { stage in
            try await stage.plant(Self.held(stored.0, nonce: stored.1))
            let change = try await stage.store.repair(Self.held(1000))
            #expect(change.effect == (stored.2 ? .wrote : .left))
            let stands = stored.2 ? Self.held(1000).version : Self.held(stored.0, nonce: stored.1).version
            #expect(try await stage.record().version == stands)
            #expect(try await stage.messages().count == (stored.2 ? 1 : 0))
        }
    }

    @Test(arguments: Backing.allCases)
    func `nonces that differ in their last bit only are told apart`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            try await stage.plant(Self.held(1000, nonce: 0xfedc_ba98_7654_3210))
            #expect(try await stage.store.repair(Self.held(1000, nonce: 0xfedc_ba98_7654_3211, "other")).didWrite)
            #expect(try await stage.store.repair(Self.held(1000, nonce: 0xfedc_ba98_7654_3210)).effect == .left)
        }
    }

    @Test(arguments: Backing.allCases)
    func `its own version with another value is a conflict, and stays`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            try await stage.plant(Self.held(1000, "theirs"))
            for value in ["held", nil] {
                let change = try await stage.store.repair(Self.held(1000, value))
                #expect(change.effect == .conflict)
            }
            #expect(try await stage.record().valueText == "theirs")
            #expect(try await stage.log().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a key from configuration is never put back`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let change = try await stage.store.repair(Self.held(0))
            #expect(change.effect == .left && change.stands == .absent)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a poisoned record is never put back`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let ahead = try await stage.now().advanced(hours: 25).milliseconds
            #expect(try await stage.store.repair(Self.held(ahead)).effect == .left)
            #expect(try await stage.store.read() == .absent)
        }
    }

    @Test(arguments: Backing.allCases, SlotHarm.allCases.filter { $0 != .padded })
    func `a slot that cannot be read is left alone`(_ backing: Backing, harm: SlotHarm) async throws {
        try await backing.withSlot(.fenced) { stage in
            try await stage.plant(Self.held(5))
            try await stage.damager.corrupt(harm)
            let before = try await stage.store.sample()
            #expect(try await stage.store.repair(Self.held(1000)).effect == .left)
            #expect(try await stage.store.sample() == before)
            #expect(try await stage.log().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a foreign field makes a slot unreadable`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let foreign = [Array("x".utf8), Array("1".utf8)]
            try await stage.plant(.hash(Self.held(5).hash + foreign))
            #expect(try await stage.store.repair(Self.held(1000)).stands == .malformed(.badField))
            #expect(try await stage.store.rotate(SlotRotation("next")).didWrite)
            #expect(try await stage.record().valueText == "next")
        }
    }

    @Test(arguments: Backing.allCases)
    func `revoke then repair: the fleet's kill switch survives a loss of data`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let old = try await stage.store.rotate(SlotRotation("old"))
            guard case .fenced(let oldRecord) = old.stands else { throw Unexpected(reading: old.stands) }
            _ = try await stage.store.revoke()
            let revoked = try await stage.record()
            try await stage.plant(oldRecord)
            #expect(try await stage.store.repair(revoked).effect == .wrote)
            #expect(try await stage.store.repair(oldRecord).effect == .left)
            let slot = try await stage.record()
            #expect(slot.value == nil && slot.author == .revoke && slot.version == revoked.version)
        }
    }
}
