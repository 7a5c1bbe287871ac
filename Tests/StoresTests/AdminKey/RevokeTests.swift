import Credentials
import Testing

@testable import Stores

@Suite struct RevokeTests {
    @Test(arguments: Backing.allCases)
    func `leaves an epoch and no value, and empties the list`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            let rotated = try await stage.store.rotate(SlotRotation("second", grace: 60))
            let change = try await stage.store.revoke()
            let slot = try await stage.record()
            #expect(change.effect == .wrote && change.stands == .fenced(slot))
            #expect(slot.value == nil && slot.outgoing.isEmpty && slot.author == .revoke)
            let before = try #require(rotated.version)
            #expect(slot.version > before && slot.previous == before)
            #expect(try await stage.messages().last == slot.message)
            let entry = try #require(try await stage.log().last)
            #expect(entry.author == .revoke && entry.fingerprintBits == 0)
        }
    }

    @Test(arguments: Backing.allCases)
    func `works in an absent slot`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let change = try await stage.store.revoke()
            #expect(change.didWrite)
            #expect(try await stage.record().value == nil)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the next rotation brings a key back, and none with grace`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            let revoked = try await stage.store.revoke()
            let change = try await stage.store.rotate(SlotRotation("second", grace: 60))
            let slot = try await stage.record()
            #expect(slot.valueText == "second" && slot.outgoing.isEmpty && slot.previous == revoked.version)
            #expect(change.graceEnd == nil)
        }
    }

    @Test(arguments: Backing.allCases)
    func `an end of grace after it stays a revoke`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.revoke()
            #expect(try await stage.store.endGrace().didWrite)
            let slot = try await stage.record()
            #expect(slot.value == nil && slot.author == .revoke)
            #expect(try await stage.log().map(\.author) == [.revoke, .endGrace])
        }
    }
}
