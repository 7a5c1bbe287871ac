import Credentials
import Testing

@testable import Stores

@Suite struct RetryTests {
    @Test(arguments: Backing.allCases)
    func `a retried rotation whose answer was lost is already done`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            let request = SlotRotation("second", grace: 60)
            let error = try await stage.lost { try await $0.rotate(request) }
            #expect(error.outcome == .unknown)
            let slot = try await stage.record()
            let change = try await stage.store.rotate(request)
            #expect(change.effect == .alreadyDone && change.version == slot.version)
            #expect(change.stands == .fenced(slot) && change.graceEnd == slot.outgoing.last?.end)
            #expect(try await stage.log().count == 2)
            #expect(try await stage.messages().count == 2)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a retry that comes after somebody else's rotation is superseded`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let request = SlotRotation("ours", grace: 60)
            let ours = try await stage.store.rotate(request)
            let theirs = try await stage.store.rotate(SlotRotation("theirs"))
            let change = try await stage.store.rotate(request)
            #expect(change.effect == .superseded && change.version == ours.version)
            #expect(change.stands == theirs.stands && change.graceEnd == nil)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a change that was done and then deleted is not done twice`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let request = SlotRotation("ours")
            _ = try await stage.store.rotate(request)
            try await stage.damager.delete()
            let change = try await stage.store.rotate(request)
            #expect(change.effect == .alreadyDone && change.stands == .absent)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a rotation that a failover lost is done anew`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let request = SlotRotation("ours", isFirstAttempt: true)
            #expect(try await stage.store.rotate(request).effect == .wrote)
            try await stage.plant(AdminKeySlot(epoch: 5, value: "before"))
            #expect(try await stage.store.rotate(request).effect == .wrote)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a retried revoke and a retried end of grace are already done`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let nonce = Draw.nonce()
            _ = try await stage.store.rotate(SlotRotation("first"))
            _ = try await stage.store.endGrace(nonce: nonce)
            #expect(try await stage.store.endGrace(nonce: nonce).effect == .alreadyDone)
            let request = SlotRevocation()
            _ = try await stage.store.revoke(request)
            #expect(try await stage.store.revoke(request).effect == .alreadyDone)
            #expect(try await stage.store.endGrace(nonce: nonce).effect == .superseded)
            #expect(try await stage.log().count == 3)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a nonce is found in the log behind hundreds of younger entries`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let request = SlotRotation("ours")
            let ours = try await stage.store.rotate(request)
            for number in 1...250 {
                _ = try await stage.store.rotate(SlotRotation("key\(number)", isFirstAttempt: true))
            }
            #expect(try await stage.store.rotate(request).version == ours.version)
        }
    }
}

extension SlotStage {
    /// The error of a call whose answer is lost.
    func lost(
        _ call: (any AdminKeySlotStore) async throws -> SlotChange
    ) async throws -> SlotStoreError {
        loseAnswers(true)
        defer { loseAnswers(false) }
        do {
            throw Unexpected(reading: try await call(store).stands)
        } catch let error as SlotStoreError {
            return error
        }
    }
}
