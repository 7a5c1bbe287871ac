import Credentials
import Testing

@testable import Stores

@Suite struct EnvironmentPublishTests {
    @Test(arguments: Backing.allCases)
    func `a document gets the server's time as version, stands whole, and is published whole`(
        _ backing: Backing
    ) async throws {
        try await backing.withEnvironments { stage in
            let earliest = try await stage.now().milliseconds
            let document = EnvironmentDocument("sdk-first", additional: [("sdk-more", nil), ("sdk-ends", 5)])
            let change = try await stage.store.publish(document)
            let latest = try await stage.now().milliseconds
            let record = try await stage.record(document.id)
            #expect(change.effect == .wrote && change.stands == .record(record))
            #expect((UInt64(earliest)...UInt64(latest)).contains(record.version.epoch.number))
            var expected = document
            expected.version = record.version.epoch
            #expect(record.content == .document(expected))
            #expect(try await stage.store.index().versions == [document.id: record.version])
            let message = EnvironmentMessage(previous: nil, record: record)
            #expect(try await stage.messages() == [message.payload])
            #expect(stage.store.message(message.payload, at: try await stage.now()) == message)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the next one goes one beyond a stored version that is ahead of the clock, and names it`(
        _ backing: Backing
    ) async throws {
        try await backing.withEnvironments { stage in
            let now = try await stage.now()
            let ahead = UInt64(now.advanced(hours: 1).milliseconds)
            let stands = try EnvironmentRecord.made(EnvironmentDocument("first"), epoch: ahead, now: now)
            try await stage.planter.plant(stands)
            let change = try await stage.store.publish(EnvironmentDocument("second"))
            let record = try #require(change.stands.record)
            #expect(record.version.epoch == Epoch(ahead + 1))
            #expect(
                try await stage.messages() == [EnvironmentMessage(previous: stands.version, record: record).payload])
        }
    }

    @Test(arguments: Backing.allCases)
    func `after a lost write the floor puts the next document on top`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let floor = try #require(Epoch(UInt64(try await stage.now().advanced(hours: 2).milliseconds)))
            let change = try await stage.store.publish(EnvironmentDocument("first"), floor: floor)
            #expect(change.stands.record?.version.epoch == Epoch(floor.number + 1))
        }
    }

    @Test(arguments: Backing.allCases)
    func `a floor that would make its own record malformed is none`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let floor = try #require(Epoch(99_999_999_999_999))
            let change = try await stage.store.publish(EnvironmentDocument("first"), floor: floor)
            let latest = UInt64(try await stage.now().milliseconds)
            #expect(try #require(change.stands.record).version.epoch.number <= latest)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the same document again changes nothing, so a retry of a lost answer does not either`(
        _ backing: Backing
    ) async throws {
        try await backing.withEnvironments { stage in
            let document = EnvironmentDocument("first")
            stage.loseAnswers(true)
            let error = await #expect(throws: EnvironmentStoreError.self) { try await stage.store.publish(document) }
            #expect(error?.outcome == .unknown)
            stage.loseAnswers(false)
            let before = try await stage.record(document.id)
            #expect(try await stage.store.publish(document) == .init(effect: .alreadyDone, stands: .record(before)))
            #expect(try await stage.messages().count == 1)
            _ = try await stage.store.publish(EnvironmentDocument("second"))
            #expect(try await stage.store.publish(document).effect == .wrote)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a deletion leaves a tombstone with a version of its own, of an unknown environment too`(
        _ backing: Backing
    ) async throws {
        try await backing.withEnvironments { stage in
            let document = EnvironmentDocument("first")
            let first = try #require(try await stage.store.publish(document).stands.record)
            let change = try await stage.store.delete(document.id)
            let tombstone = try await stage.record(document.id)
            #expect(change == .init(effect: .wrote, stands: .record(tombstone)))
            #expect(tombstone.content == .tombstone && tombstone.version > first.version)
            #expect(tombstone.text.text.contains("first") == false)
            #expect(try await stage.store.delete(document.id).effect == .alreadyDone)
            #expect(try await stage.store.delete(EnvironmentID("other")).effect == .wrote)
            #expect(try await stage.store.index().versions.count == 2)
            #expect(try await stage.store.publish(document).stands.record?.primary == "first")
        }
    }

    @Test(arguments: Backing.allCases)
    func `environments do not touch each other`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            for number in 1...20 {
                _ = try await stage.store.publish(EnvironmentDocument("key-\(number)", of: "env-\(number)"))
            }
            _ = try await stage.store.delete(EnvironmentID("env-7"))
            for number in 1...20 {
                let record = try await stage.record(EnvironmentID("env-\(number)"))
                #expect(record.primary == (number == 7 ? nil : "key-\(number)"))
                #expect(try await stage.store.index().versions[record.id] == record.version)
            }
        }
    }

    @Test(arguments: Backing.allCases, ["{}", "\"", "\\", "env:index", "\u{e4}\u{1F511}", " ", "a\nb"])
    func `any id that is no other key's name is an id`(_ backing: Backing, id: String) async throws {
        try await backing.withEnvironments { stage in
            let document = EnvironmentDocument("key", of: id)
            let change = try await stage.store.publish(document)
            #expect(change.didWrite && change.stands.record?.primary == "key")
            let record = try await stage.record(document.id)
            #expect(change.stands == .record(record))
            let deletion = try await stage.store.delete(document.id)
            #expect(deletion.stands.record?.content == .tombstone)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the index's own name is no id, and what is too long is not written`(_ backing: Backing) async throws {
        try await backing.withEnvironments { stage in
            let document = EnvironmentDocument("key", of: "index")
            await #expect(throws: EnvironmentStoreError.invalidRequest) { try await stage.store.publish(document) }
            await #expect(throws: EnvironmentStoreError.invalidRequest) { try await stage.store.read(document.id) }
            await #expect(throws: EnvironmentStoreError.invalidRequest) { try await stage.store.delete(document.id) }
            let long = EnvironmentDocument(String(repeating: "k", count: EnvironmentRecord.longestText))
            await #expect(throws: EnvironmentStoreError.invalidRequest) { try await stage.store.publish(long) }
            let index = try await stage.store.index()
            #expect(index == EnvironmentIndex())
        }
    }
}
