import Credentials
import Testing

@testable import Stores

@Suite struct SlotDamageTests {
    private static let harms: [(SlotHarm, SlotSample.Content)] = [
        (.empty, .blank), (.blank, .blank), (.padded, .good), (.wrongType, .malformed(.wrongType)),
        (.huge, .malformed(.tooLong)), (.poisonedEpoch, .malformed(.poisonedEpoch)),
    ]

    @Test(arguments: Backing.allCases, harms)
    func `every harm reads as what it is, in a good slot, a revoked one and an absent one`(
        _ backing: Backing, harm: (SlotHarm, SlotSample.Content)
    ) async throws {
        try await backing.withSlot(.fenced) { stage in
            for author in [SlotAuthor.rotate, .revoke, nil] {
                let record = author.map { AdminKeySlot(epoch: 5, value: $0 == .revoke ? nil : "key", author: $0) }
                try await stage.plant(record.map { .hash($0.hash) } ?? .absent)
                let isPaddable = harm.0 != .padded || author != .revoke
                #expect(try await stage.damager.corrupt(harm.0) == isPaddable)
                #expect(try await stage.store.sample().content == harm.1)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `a sample sees the version and value of a record that no replica adopts`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let nonce = Draw.nonce()
            try await stage.plant(AdminKeySlot(epoch: 5, nonce: nonce, value: "key"))
            try await stage.damager.corrupt(.poisonedEpoch)
            let sample = try await stage.store.sample()
            #expect(sample.version?.nonce == nonce && sample.value == Secret(text: "key"))
            #expect(sample.version.map { $0.epoch.number > 1_000_000_000_000 } == true)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a padded value is trimmed wherever it goes`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let planted = AdminKeySlot(epoch: 5, value: "key")
            try await stage.plant(planted)
            try await stage.damager.corrupt(.padded)
            #expect(try await stage.record().valueText == "key")
            #expect(try await stage.store.repair(planted).effect == .left)
            _ = try await stage.store.endGrace()
            #expect(try await stage.record().valueText == "key")
            try await stage.damager.corrupt(.padded)
            _ = try await stage.store.rotate(SlotRotation("next", grace: 60))
            #expect(try await stage.record().outgoingTexts == ["key"])
        }
    }

    @Test(arguments: Backing.allCases, harms.filter { $0.0 != .padded })
    func `the operator writes over anything, and nothing of it comes into force`(
        _ backing: Backing, harm: (SlotHarm, SlotSample.Content)
    ) async throws {
        try await backing.withSlot(.fenced) { stage in
            let now = try await stage.now()
            let planted = AdminKeySlot(
                epoch: now.advanced(hours: 1).milliseconds, value: "key", outgoing: [("former", now.advanced(hours: 1))]
            )
            try await stage.plant(planted)
            try await stage.damager.corrupt(harm.0)
            let change = try await stage.store.rotate(SlotRotation("next", grace: 60))
            let slot = try await stage.record()
            #expect(change.didWrite && slot.valueText == "next" && slot.outgoing.isEmpty && change.graceEnd == nil)
            let isOrderKnown = harm.0 != .wrongType && harm.0 != .poisonedEpoch
            #expect((slot.version > planted.version) == isOrderKnown)
            #expect(slot.previous == (isOrderKnown ? planted.version : nil))
        }
    }

    @Test(arguments: Backing.allCases, harms.filter { $0.0 != .padded })
    func `the kill switch works over anything, an end of grace over nothing`(
        _ backing: Backing, harm: (SlotHarm, SlotSample.Content)
    ) async throws {
        try await backing.withSlot(.fenced) { stage in
            try await stage.plant(AdminKeySlot(epoch: 5, value: "key"))
            try await stage.damager.corrupt(harm.0)
            #expect(try await stage.store.endGrace().effect == .left)
            #expect(try await stage.store.revoke().didWrite)
            #expect(try await stage.record().author == .revoke)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a poisoned epoch does not block the next rotation, and the floor still counts`(_ backing: Backing)
        async throws
    {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            try await stage.damager.corrupt(.poisonedEpoch)
            #expect(try await stage.store.read() == .malformed(.poisonedEpoch))
            let ahead = UInt64(try await stage.now().advanced(hours: 3).milliseconds)
            let change = try await stage.store.rotate(SlotRotation("second", floor: try #require(Epoch(ahead))))
            #expect(change.version?.epoch == Epoch(ahead + 1))
            try await stage.damager.corrupt(.poisonedEpoch)
            _ = try await stage.store.rotate(SlotRotation("third"))
            let latest = try await stage.now().milliseconds
            #expect(try await stage.record().version.epoch.number <= UInt64(latest))
        }
    }

    @Test(arguments: Backing.allCases, [23, 25] as [Int64])
    func `an epoch is poisoned beyond 24 hours and not before`(_ backing: Backing, hours: Int64) async throws {
        try await backing.withSlot(.fenced) { stage in
            let slot = AdminKeySlot(epoch: try await stage.now().advanced(hours: hours).milliseconds, value: "key")
            try await stage.plant(slot)
            #expect(try await stage.store.read() == (hours < 24 ? .fenced(slot) : .malformed(.poisonedEpoch)))
        }
    }

    @Test(arguments: Backing.allCases, [SlotFormat.fenced, .plain])
    func `deleting says whether there was something`(_ backing: Backing, format: SlotFormat) async throws {
        try await backing.withSlot(format) { stage in
            _ = try await stage.store.rotate(SlotRotation("key"))
            #expect(try await stage.damager.delete())
            #expect(try await stage.store.sample().content == .absent)
            #expect(try await !stage.damager.delete())
        }
    }
}
