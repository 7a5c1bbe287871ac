import Credentials
import Testing

@testable import Stores

@Suite struct EnvironmentPutBackTests {
    @Test(arguments: Backing.allCases)
    func `a document version after data loss: the holder puts it back byte for byte, and says so`(
        _ backing: Backing
    ) async throws {
        try await backing.withEnvironments { stage in
            let before = try await stage.dump()
            let held = try #require(try await stage.store.publish(EnvironmentDocument("held")).stands.record)
            try await stage.restore(before)
            #expect(try await stage.store.index() == EnvironmentIndex())
            #expect(try await stage.store.putBack(held) == .init(effect: .wrote, stands: .record(held)))
            #expect(try await stage.record(held.id) == held)
            #expect(try await stage.store.index().versions == [held.id: held.version])
            #expect(try await stage.messages().last == EnvironmentMessage(previous: nil, record: held).payload)
            #expect(try await stage.store.putBack(held).effect == .alreadyDone)
            #expect(try await stage.messages().count == 2)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a tombstone is put back like a document, and unknown fields with it`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let document = EnvironmentDocument("first")
            _ = try await stage.store.publish(document)
            let before = try await stage.dump()
            let tombstone = try #require(try await stage.store.delete(document.id).stands.record)
            try await stage.restore(before)
            #expect(try await stage.store.putBack(tombstone).didWrite)
            #expect(try await stage.record(document.id) == tombstone)
            let text = "{ \"envId\" : \"env-2\", \"added\": [1.50], \"version\": 77 }"
            let foreign = try EnvironmentRecord(text: Array(text.utf8), now: try await stage.now())
            #expect(try await stage.store.putBack(foreign).didWrite)
            #expect(try await stage.record(foreign.id).text.text == text)
        }
    }

    /// By number, then by the digest of the text: so two holders of one number end with one document.
    @Test(arguments: Backing.allCases)
    func `the higher version stands, whichever comes first`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let now = try await stage.now()
            let records = try (1...4).flatMap { epoch in
                try ["a", "b", "c"].map { key in
                    try EnvironmentRecord.made(EnvironmentDocument(key), epoch: UInt64(epoch), now: now)
                }
            }
            let highest = try #require(records.max { $0.version < $1.version })
            for round in 0..<6 {
                try await stage.planter.plant(highest.id, text: nil, entry: nil)
                var stands: EnvironmentRecord?
                for record in records.shuffled() {
                    let change = try await stage.store.putBack(record)
                    let isHigher = stands.map { $0.version < record.version } ?? true
                    #expect(change.effect == (isHigher ? .wrote : .left), "round \(round)")
                    if isHigher { stands = record }
                    #expect(change.stands.record == stands)
                }
                #expect(try await stage.record(highest.id) == highest)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `a published document is not undone by an old holder`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let old = try #require(try await stage.store.publish(EnvironmentDocument("old")).stands.record)
            let new = try await stage.store.publish(EnvironmentDocument("new")).stands
            #expect(try await stage.store.putBack(old) == .init(effect: .left, stands: new))
            #expect(try await stage.messages().count == 2)
        }
    }

    @Test(arguments: Backing.allCases)
    func `what is damaged is left to the owner, who writes over it and keeps the order`(
        _ backing: Backing
    ) async throws {
        try await backing.withEnvironments { stage in
            let now = try await stage.now()
            let ahead = UInt64(now.advanced(hours: 3).milliseconds)
            let held = try EnvironmentRecord.made(EnvironmentDocument("held"), epoch: ahead + 1, now: now)
            let other = try EnvironmentRecord.made(EnvironmentDocument("other"), epoch: ahead, now: now)
            let text = other.text.withBytes { $0 }
            let entry = Array(other.version.description.utf8)
            let poisoned = Array("\(now.advanced(hours: 48).milliseconds):0123456789abcdef".utf8)
            let damages: [(text: [UInt8]?, entry: [UInt8], keepsOrder: Bool)] = [
                (nil, entry, true), (text + [0x20], entry, true), (text, Array("5".utf8), false),
                (text, poisoned, false), (text, [], false),
            ]
            for damage in damages {
                try await stage.planter.plant(held.id, text: damage.text, entry: damage.entry)
                #expect(try await stage.store.putBack(held).effect == .left)
                let change = try await stage.store.publish(EnvironmentDocument("mended"))
                #expect(change.effect == .wrote && change.stands.record?.primary == "mended")
                #expect((change.stands.record?.version.epoch.number == ahead + 1) == damage.keepsOrder)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `what no script of ours wrote, or what is poisoned, is not put back`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let now = try await stage.now()
            let unversioned = try EnvironmentRecord.made(EnvironmentDocument("a"), epoch: 0, now: now)
            let future = now.advanced(hours: 72)
            let poisoned = try EnvironmentRecord.made(
                EnvironmentDocument("a"), epoch: UInt64(now.advanced(hours: 48).milliseconds), now: future)
            for record in [unversioned, poisoned] {
                #expect(try await stage.store.putBack(record) == .init(effect: .left, stands: .absent))
            }
            #expect(try await stage.messages().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a put-back whose answer was lost may have taken effect, and its retry says that it has`(
        _ backing: Backing
    ) async throws {
        try await backing.withEnvironments { stage in
            let now = try await stage.now()
            let held = try EnvironmentRecord.made(EnvironmentDocument("held"), epoch: 9, now: now)
            stage.loseAnswers(true)
            let error = await #expect(throws: EnvironmentStoreError.self) { try await stage.store.putBack(held) }
            #expect(error?.outcome == .unknown)
            stage.loseAnswers(false)
            #expect(try await stage.store.putBack(held).effect == .alreadyDone)
        }
    }
}
