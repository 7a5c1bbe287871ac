import Credentials
import Testing

@testable import Stores

@Suite struct GraceTests {
    @Test(arguments: Backing.allCases)
    func `the outgoing key gets an end that the record and the acknowledgement share`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            let earliest = try await stage.now().advanced(seconds: 90)
            let change = try await stage.store.rotate(SlotRotation("second", grace: 90))
            let latest = try await stage.now().advanced(seconds: 90)
            let outgoing = try await stage.record().outgoing
            #expect(outgoing.map(\.value) == [Secret(text: "first")])
            #expect(change.graceEnd == outgoing.first?.end && change.dropped.isEmpty)
            #expect((earliest...latest).contains(try #require(change.graceEnd)))
        }
    }

    @Test(arguments: Backing.allCases)
    func `a grace is rounded up to milliseconds`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            let request = SlotRotation(
                value: Secret(text: "second"), identity: ChangeIdentity(nonce: Draw.nonce()), graceNanoseconds: 1,
                fingerprintKey: Draw.fingerprintKey, fingerprint: Draw.fingerprint("second"))
            let change = try await stage.store.rotate(request)
            let entry = try #require(try await stage.log().last)
            #expect(change.graceEnd == entry.time.advanced(byNanoseconds: 1_000_000))
        }
    }

    @Test(arguments: Backing.allCases)
    func `running entries stay, ended ones go`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let now = try await stage.now()
            let ended = [("ended", now.advanced(seconds: -1)), ("long-ended", WallTime(milliseconds: 1))]
            try await stage.plant(
                AdminKeySlot(epoch: 5, value: "primary", outgoing: ended + [("running", now.advanced(hours: 1))]))
            _ = try await stage.store.rotate(SlotRotation("next", grace: 60))
            #expect(try await stage.record().outgoingTexts == ["running", "primary"])
        }
    }

    @Test(arguments: Backing.allCases)
    func `without grace every older key dies`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let end = try await stage.now().advanced(hours: 1)
            try await stage.plant(AdminKeySlot(epoch: 5, value: "primary", outgoing: [("running", end)]))
            let change = try await stage.store.rotate(SlotRotation("next"))
            #expect(try await stage.record().outgoing.isEmpty)
            #expect(change.graceEnd == nil && change.dropped.isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a full list drops its earliest end and says so`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let now = try await stage.now()
            let hours: [Int64] = [4, 2, 3, 5]
            let list = hours.map { ("key\($0)", now.advanced(hours: $0)) }
            try await stage.plant(AdminKeySlot(epoch: 5, value: "primary", outgoing: list))
            let change = try await stage.store.rotate(SlotRotation("next", grace: 60))
            let slot = try await stage.record()
            #expect(slot.outgoingTexts == ["key4", "key3", "key5", "primary"])
            #expect(change.dropped.map(\.value) == [Secret(text: "key2")])
            #expect(change.dropped.first?.end.milliseconds == now.advanced(hours: 2).milliseconds)
            #expect(change.graceEnd == slot.outgoing.last?.end)
        }
    }

    @Test(arguments: Backing.allCases)
    func `an ended entry makes room before a running one must go`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let now = try await stage.now()
            let hours: [Int64] = [2, -1, 3, 5]
            let list = hours.map { ("key\($0)", now.advanced(hours: $0)) }
            try await stage.plant(AdminKeySlot(epoch: 5, value: "primary", outgoing: list))
            let change = try await stage.store.rotate(SlotRotation("next", grace: 60))
            #expect(change.dropped.isEmpty)
            #expect(try await stage.record().outgoingTexts == ["key2", "key3", "key5", "primary"])
        }
    }

    @Test(arguments: Backing.allCases)
    func `a rollback within the grace: the value that becomes primary leaves the list`(_ backing: Backing) async throws
    {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("old"))
            _ = try await stage.store.rotate(SlotRotation("new", grace: 60))
            let change = try await stage.store.rotate(SlotRotation("old", grace: 60))
            let slot = try await stage.record()
            #expect(slot.valueText == "old" && slot.outgoingTexts == ["new"])
            #expect(change.dropped.isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `rotating to the value in force retires nothing`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let end = try await stage.now().advanced(hours: 1)
            try await stage.plant(AdminKeySlot(epoch: 5, value: "primary", outgoing: [("running", end)]))
            let change = try await stage.store.rotate(SlotRotation("primary", grace: 60))
            #expect(change.didWrite && change.graceEnd == nil)
            #expect(try await stage.record().outgoingTexts == ["running"])
        }
    }

    @Test(arguments: Backing.allCases)
    func `nothing joins the list where there was no key`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let change = try await stage.store.rotate(SlotRotation("first", grace: 60))
            #expect(change.didWrite && change.graceEnd == nil)
            #expect(try await stage.record().outgoing.isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a grace over ten years is refused`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            await #expect(throws: SlotStoreError.invalidRequest) {
                try await stage.store.rotate(SlotRotation("first", grace: 3651 * 86_400))
            }
            let longest = try await stage.store.rotate(SlotRotation("first", grace: 3650 * 86_400))
            #expect(longest.didWrite)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the end of grace empties the list under a new epoch and keeps the value`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("first"))
            let rotated = try await stage.store.rotate(SlotRotation("second", grace: 60))
            let change = try await stage.store.endGrace()
            let slot = try await stage.record()
            let before = try #require(rotated.version)
            #expect(change.effect == .wrote && change.stands == .fenced(slot))
            #expect(slot.valueText == "second" && slot.outgoing.isEmpty && slot.author == .endGrace)
            #expect(slot.previous == before && slot.version > before)
            #expect(try await stage.messages().last == slot.message)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the log of an end of grace names the value that stands there`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            _ = try await stage.store.rotate(SlotRotation("second"))
            _ = try await stage.store.endGrace(fingerprint: Draw.fingerprint("what the caller believes"))
            #expect(try await stage.log().last?.fingerprintBits == Draw.fingerprint("second").bits)
            try await stage.plant(AdminKeySlot(epoch: 9, value: "unlogged"))
            _ = try await stage.store.endGrace(fingerprint: Draw.fingerprint("unlogged"))
            #expect(try await stage.log().last?.fingerprintBits == Draw.fingerprint("unlogged").bits)
        }
    }

    @Test(arguments: Backing.allCases)
    func `there is no grace to end in an absent slot`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let change = try await stage.store.endGrace()
            #expect(change.effect == .left && change.stands == .absent)
            #expect(try await stage.log().isEmpty)
        }
    }
}
