import Credentials
import Testing

@testable import Stores

@Suite struct PlainSlotTests {
    @Test(arguments: Backing.allCases)
    func `a bootstrap writes only an absent slot, logs it and publishes nothing`(_ backing: Backing) async throws {
        try await backing.withSlot(.plain) { stage in
            let first = try await stage.store(of: "r1").bootstrap(SlotBootstrap("first"))
            #expect(first.effect == .wrote && first.stands == .plain(Secret(text: "first")))
            let second = try await stage.store(of: "r2").bootstrap(SlotBootstrap("second"))
            #expect(second.effect == .left && second.stands == .plain(Secret(text: "first")))
            let log = try await stage.log()
            #expect(log.map(\.author) == [.bootstrap] && log.map(\.client) == ["r1"])
            #expect(log.first?.fingerprintBits == Draw.fingerprint("first").bits)
            #expect(try await stage.messages().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a replant says so in the log, and loses against any text`(_ backing: Backing) async throws {
        try await backing.withSlot(.plain) { stage in
            #expect(try await stage.store.replant(SlotReplant("key")).didWrite)
            for content in [MemorySlot.Content.text([]), .text([0x20]), .text(Array("other".utf8)), .otherType] {
                try await stage.plant(content)
                #expect(try await stage.store.replant(SlotReplant("key")).effect == .left)
            }
            #expect(try await stage.log().map(\.author) == [.replant])
        }
    }

    @Test(arguments: Backing.allCases)
    func `a rotation writes over anything and publishes an empty hint`(_ backing: Backing) async throws {
        try await backing.withSlot(.plain) { stage in
            for content in [MemorySlot.Content.absent, .text(Array("other".utf8)), .otherType] {
                try await stage.plant(content)
                let change = try await stage.store.rotate(SlotRotation("next"))
                #expect(change.effect == .wrote && change.version?.epoch == .zero)
                #expect(try await stage.store.read() == .plain(Secret(text: "next")))
            }
            #expect(try await stage.messages() == [[], [], []])
            #expect(stage.store.reading(ofMessage: [], at: try await stage.now()) == nil)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a retried rotation is already done, or superseded`(_ backing: Backing) async throws {
        try await backing.withSlot(.plain) { stage in
            let request = SlotRotation("ours")
            #expect(try await stage.lost { try await $0.rotate(request) }.outcome == .unknown)
            #expect(try await stage.store.rotate(request).effect == .alreadyDone)
            _ = try await stage.store.rotate(SlotRotation("theirs"))
            let late = try await stage.store.rotate(request)
            #expect(late.effect == .superseded && late.stands == .plain(Secret(text: "theirs")))
            #expect(try await stage.log().count == 2)
        }
    }

    @Test(arguments: Backing.allCases)
    func `there is no grace, no revoke and no repair`(_ backing: Backing) async throws {
        try await backing.withSlot(.plain) { stage in
            let store = stage.store
            await #expect(throws: SlotStoreError.unsupported) { try await store.rotate(SlotRotation("key", grace: 1)) }
            await #expect(throws: SlotStoreError.unsupported) { try await store.revoke() }
            await #expect(throws: SlotStoreError.unsupported) { try await store.endGrace() }
            await #expect(throws: SlotStoreError.unsupported) {
                try await store.repair(AdminKeySlot(epoch: 5, value: "key"))
            }
            let reading = try await store.read()
            #expect(reading == .absent)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a fenced slot knows no replant`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            await #expect(throws: SlotStoreError.unsupported) { try await stage.store.replant(SlotReplant("key")) }
        }
    }

    @Test(
        arguments: Backing.allCases,
        [
            (.empty, .blank), (.blank, .blank), (.padded, .plain(Secret(text: "key"))),
            (.wrongType, .malformed(.wrongType)), (.huge, .malformed(.tooLong)),
        ] as [(SlotHarm, SlotReading)])
    func `every harm reads as what it is`(_ backing: Backing, harm: (SlotHarm, SlotReading)) async throws {
        try await backing.withSlot(.plain) { stage in
            _ = try await stage.store.rotate(SlotRotation("key"))
            #expect(try await stage.damager.corrupt(harm.0))
            #expect(try await stage.store.read() == harm.1)
            #expect(try await stage.store.sample().content == SlotSample.Content(harm.1))
        }
    }

    @Test(arguments: Backing.allCases)
    func `there is no epoch to poison and no value to pad`(_ backing: Backing) async throws {
        try await backing.withSlot(.plain) { stage in
            await #expect(throws: SlotStoreError.unsupported) { try await stage.damager.corrupt(.poisonedEpoch) }
            let isPadded = try await stage.damager.corrupt(.padded)
            #expect(!isPadded)
        }
    }

    @Test(arguments: Backing.allCases, [SlotFormat.fenced, .plain])
    func `a slot of the other format is of the wrong type`(_ backing: Backing, format: SlotFormat) async throws {
        try await backing.withSlot(format) { stage in
            let other: MemorySlot.Content =
                format == .plain ? .hash(AdminKeySlot(epoch: 5, value: "key").hash) : .text(Array("key".utf8))
            try await stage.plant(other)
            #expect(try await stage.store.read() == .malformed(.wrongType))
            #expect(try await stage.store.sample().content == .malformed(.wrongType))
        }
    }
}
