import Credentials
import Testing

@testable import Stores

@Suite struct FencedRotationTests {
    @Test(arguments: Backing.allCases)
    func `takes the server's time as epoch, names what was before, logs and publishes`(_ backing: Backing) async throws
    {
        try await backing.withSlot(.fenced) { stage in
            let first = try await stage.store.bootstrap(SlotBootstrap("first"))
            let earliest = try await stage.now().milliseconds
            let request = SlotRotation("second")
            let change = try await stage.store.rotate(request)
            let slot = try await stage.record()
            let latest = try await stage.now().milliseconds
            #expect(change.effect == .wrote && change.stands == .fenced(slot) && change.version == slot.version)
            #expect((UInt64(earliest)...UInt64(latest)).contains(slot.version.epoch.number))
            #expect(slot.previous == first.version && slot.valueText == "second" && slot.author == .rotate)
            #expect(try await stage.messages().last == slot.message)
            let entry = try #require(try await stage.log().last)
            #expect(entry.version == slot.version && entry.author == .rotate && entry.client == "operator")
            #expect((earliest...latest).contains(entry.time.milliseconds))
        }
    }

    @Test(arguments: Backing.allCases)
    func `trims the value`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation(" key\n"))
            #expect(try await stage.record().valueText == "key")
        }
    }

    @Test(arguments: Backing.allCases)
    func `goes one beyond a stored epoch that is ahead of the clock`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let ahead = try await stage.now().advanced(hours: 1).milliseconds
            try await stage.plant(AdminKeySlot(epoch: ahead, value: "first"))
            let change = try await stage.store.rotate(SlotRotation("second"))
            #expect(change.version?.epoch == Epoch(UInt64(ahead) + 1))
        }
    }

    @Test(arguments: Backing.allCases)
    func `goes one beyond the floor of a writer who knows more`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let ahead = try await stage.now().advanced(hours: 2).milliseconds
            let floor = try #require(Epoch(UInt64(ahead)))
            let change = try await stage.store.rotate(SlotRotation("second", floor: floor))
            #expect(change.version?.epoch == Epoch(UInt64(ahead) + 1))
        }
    }

    @Test(arguments: Backing.allCases)
    func `believes no floor that would make its own record malformed`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let floor = try #require(Epoch(99_999_999_999_999))
            _ = try await stage.store.rotate(SlotRotation("second", floor: floor))
            let latest = try await stage.now().milliseconds
            #expect(try await stage.record().version.epoch.number <= UInt64(latest))
        }
    }

    @Test(arguments: Backing.allCases)
    func `keeps the slot's fingerprint key`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let key = try #require(FingerprintKey(bytes: 100..<116))
            try await stage.plant(
                AdminKeySlot(
                    version: Version(epoch: .zero, nonce: Draw.nonce()), value: Secret(text: "first"), outgoing: [],
                    previous: nil, author: .bootstrap, fingerprintKey: key))
            _ = try await stage.store.rotate(SlotRotation("second"))
            _ = try await stage.store.revoke()
            #expect(try await stage.record().fingerprintKey == key)
        }
    }

    @Test(arguments: Backing.allCases)
    func `what is read, what was answered and what was published are one record`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            let change = try await stage.store.rotate(SlotRotation("second", grace: 60))
            let message = try #require(try await stage.messages().last)
            let reading = try await stage.store.read()
            #expect(reading == change.stands)
            #expect(stage.store.reading(ofMessage: message, at: try await stage.now()) == reading)
        }
    }
}
