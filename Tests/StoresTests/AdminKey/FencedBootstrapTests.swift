import Credentials
import Testing

@testable import Stores

@Suite struct FencedBootstrapTests {
    @Test(arguments: Backing.allCases)
    func `writes an absent slot with epoch 0, logs it and publishes the whole record`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let request = SlotBootstrap("first")
            let change = try await stage.store(of: "r7").bootstrap(request)
            let slot = try await stage.record()
            #expect(change.effect == .wrote && change.stands == .fenced(slot))
            #expect(slot.version == Version(epoch: .zero, nonce: request.nonce) && change.version == slot.version)
            #expect(slot.valueText == "first" && slot.author == .bootstrap && slot.previous == nil)
            #expect(slot.fingerprintKey == request.fingerprintKey)
            #expect(try await stage.messages() == [slot.message])
            let entry = try #require(try await stage.log().first)
            #expect(entry.version == slot.version && entry.author == .bootstrap && entry.client == "r7")
            #expect(entry.fingerprintBits == request.fingerprint.bits)
        }
    }

    @Test(arguments: Backing.allCases)
    func `of a hundred that start together one wins, and all are told which`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let winner = try await stage.store.bootstrap(SlotBootstrap("key1"))
            for number in 2...100 {
                let change = try await stage.store.bootstrap(SlotBootstrap("key\(number)"))
                #expect(change.effect == .left && change.stands == winner.stands)
            }
            #expect(try await stage.messages().count == 1)
            #expect(try await stage.log().count == 1)
        }
    }

    @Test(arguments: Backing.allCases)
    func `never beats a rotated key`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let rotated = try await stage.store.rotate(SlotRotation("rotated"))
            #expect(try await stage.store.bootstrap(SlotBootstrap("configured")).stands == rotated.stands)
        }
    }

    @Test(arguments: Backing.allCases)
    func `recognises its own retry`(_ backing: Backing) async throws {
        try await backing.withSlot(.fenced) { stage in
            let request = SlotBootstrap("first")
            stage.loseAnswers(true)
            await #expect(throws: SlotStoreError.self) { try await stage.store.bootstrap(request) }
            stage.loseAnswers(false)
            let retry = try await stage.store.bootstrap(request)
            #expect(retry.effect == .alreadyDone)
            #expect(try await stage.log().count == 1)
        }
    }

    @Test(arguments: Backing.allCases, SlotHarm.allCases)
    func `leaves what it cannot read alone`(_ backing: Backing, harm: SlotHarm) async throws {
        try await backing.withSlot(.fenced) { stage in
            try await stage.damager.corrupt(harm)
            let before = try await stage.store.sample()
            let change = try await stage.store.bootstrap(SlotBootstrap("configured"))
            #expect(change.effect == .left)
            #expect(try await stage.store.sample() == before)
            #expect(try await stage.messages().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases, ["", " \n", "two words", "bell\u{7}", String(repeating: "x", count: 4097)])
    func `refuses a value that can be no key, before it is sent`(_ backing: Backing, value: String) async throws {
        try await backing.withSlot(.fenced) { stage in
            await #expect(throws: SlotStoreError.invalidRequest) {
                try await stage.store.bootstrap(SlotBootstrap(value))
            }
            await #expect(throws: SlotStoreError.invalidRequest) { try await stage.store.rotate(SlotRotation(value)) }
            let reading = try await stage.store.read()
            #expect(reading == .absent)
        }
    }
}
