import Credentials
import RedisFixture
import Testing

@testable import Stores

/// B1, B3, B6; W1, W5, W7, W15; pitfalls 35, 45, 49 and 52.
@Suite struct KeyChangeTests {
    @Test(arguments: Backing.allCases)
    func `a created key is what was asked for, with the server's times, and is read back as it was answered`(
        _ backing: Backing
    ) async throws {
        try await backing.withKeys { stage in
            let begin = try await stage.now()
            let end = begin.advanced(hours: 1).advanced(byNanoseconds: 999_999)
            let new = try NewManagedKey.fresh("n \"\\\n\u{e9}", about: "why\t", path: "a/b", expiresAt: end)
            let change = try await stage.store.create(new)
            let record = change.record
            #expect(change.didWrite && record.id == new.id && record.hash == new.hash && record.name == new.draft.name)
            #expect(record.description == "why" && record.userPath?.text == "/a/b" && record.isEnabled)
            #expect(record.redactedValue == new.redactedValue)
            #expect(record.expiresAt == begin.advanced(hours: 1))
            #expect(record.createdAt >= begin && record.createdAt == record.updatedAt)
            #expect(record.revision.number >= UInt64(begin.milliseconds))
            #expect(try await stage.store.record(new.id) == record)
            #expect(try await stage.store.changes().rows == [record])
        }
    }

    @Test(arguments: Backing.allCases)
    func `a deactivation keeps everything but its marks, and a repeated one changes nothing`(
        _ backing: Backing
    ) async throws {
        try await backing.withKeys { stage in
            let created = try await stage.store.create(.fresh("a\"}", about: "x", path: "/p")).record
            let dead = try await stage.store.deactivate(created.id)
            #expect(dead.didWrite && !dead.record.isEnabled && dead.record.revision > created.revision)
            let moment = try #require(dead.record.deactivatedAt)
            #expect(moment >= created.createdAt && dead.record.updatedAt == moment)
            #expect(
                dead.record == created.deactivated(at: moment, updatedAt: moment, revision: dead.record.revision))
            let again = try await stage.store.deactivate(created.id, first: created.createdAt)
            #expect(!again.didWrite && again.record == dead.record)
            #expect(try await stage.store.record(created.id) == dead.record)
            #expect(try await stage.messages().count == 2)
        }
    }

    @Test(arguments: Backing.allCases)
    func `35: a deactivation that is put back keeps its first moment, unless that cannot be`(
        _ backing: Backing
    ) async throws {
        try await backing.withKeys { stage in
            let begin = try await stage.now()
            for (delta, isKept) in [(Int64(0), true), (-1, false), (3_600_000, false)] {
                let created = try await stage.store.create(.fresh()).record
                let first = created.createdAt.advanced(byNanoseconds: delta * 1_000_000)
                let record = try await stage.store.deactivate(created.id, first: first).record
                #expect((record.deactivatedAt == first) == isKept, "\(delta)")
                #expect(try #require(record.deactivatedAt) >= begin)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `the revision is higher than what stands, than the floor, and than the clock`(_ backing: Backing) async throws
    {
        try await backing.withKeys { stage in
            let begin = UInt64(try await stage.now().milliseconds)
            var revisions: [Epoch] = []
            for _ in 0..<50 { revisions.append(try await stage.store.create(.fresh()).record.revision) }
            #expect(zip(revisions, revisions.dropFirst()).allSatisfy { $0 < $1 })
            #expect(revisions[0].number >= begin)
            let floor = try #require(Epoch(begin + 3_600_000))
            let key = try await stage.store.create(.fresh(), floor: floor).record
            #expect(key.revision.number == floor.number + 1)
            #expect(try await stage.store.deactivate(key.id).record.revision.number == floor.number + 2)
            let foreign = try #require(Epoch(begin + 7_200_000))
            #expect(try await stage.store.deactivate(key.id, floor: foreign).didWrite == false)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a floor or a stored revision that no reader would accept counts as none`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let now = UInt64(try await stage.now().milliseconds)
            let poisoned = try #require(Epoch(now + 25 * 3_600_000))
            try await stage.plant(revision: "\(poisoned)")
            try await stage.plant(row: Array("x".utf8), of: "nobody", revision: poisoned)
            let record = try await stage.store.create(.fresh(), floor: poisoned).record
            #expect(record.revision.number < now + 3_600_000)
            #expect(try await stage.store.changes().revision == record.revision)
        }
    }

    @Test(arguments: Backing.allCases, ["", "x", "-5", "123456789012345", nil] as [String?])
    func `a lost or damaged revision is found again from the index`(
        _ backing: Backing, revision: String?
    ) async throws {
        try await backing.withKeys { stage in
            let ahead = try #require(Epoch(UInt64(try await stage.now().advanced(hours: 2).milliseconds)))
            let first = try await stage.store.create(.fresh(), floor: ahead).record
            try await stage.plant(revision: revision)
            #expect(try await stage.store.changes().revision == .zero)
            #expect(try await stage.store.create(.fresh()).record.revision.number == first.revision.number + 1)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a retried create is already done, also after the key was deactivated`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let new = try NewManagedKey.fresh()
            stage.loseAnswers(true)
            let lost = await cause { _ = try await stage.store.create(new) }
            stage.loseAnswers(false)
            #expect(lost?.outcome == .unknown)
            let again = try await stage.store.create(new)
            #expect(!again.didWrite && again.record.id == new.id)
            let dead = try await stage.store.deactivate(new.id).record
            #expect(try await stage.store.create(new) == ManagedKeyChange(didWrite: false, record: dead))
            #expect(try await stage.messages().count == 2)
        }
    }

    @Test(arguments: Backing.allCases)
    func `an id or a value that belongs to another key is refused without effect`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let token = ManagedKeyToken.fresh()
            let first = try NewManagedKey.fresh("first", token: token)
            _ = try await stage.store.create(first)
            let before = try await stage.dump()
            let sameID = await cause { _ = try await stage.store.create(.fresh("second", id: first.id)) }
            let sameHash = await cause { _ = try await stage.store.create(.fresh("third", token: token)) }
            #expect(sameID == ManagedKeyStoreError(.failed, .duplicateID))
            #expect(sameHash == ManagedKeyStoreError(.failed, .duplicateHash))
            #expect(try await stage.dump() == before)
            #expect(try await stage.messages().count == 1)
        }
    }

    @Test(arguments: Backing.allCases)
    func `52: a key that has expired by the server's clock is not made`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let now = try await stage.now()
            for end in [now, now.advanced(byNanoseconds: -5_000_000)] {
                let error = await cause { _ = try await stage.store.create(.fresh(expiresAt: end)) }
                #expect(error == ManagedKeyStoreError(.failed, .expiryPassed))
            }
            #expect(try await stage.dump() == KeyDump())
        }
    }

    @Test(arguments: Backing.allCases)
    func `an unknown id is refused, and nothing is written`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let id = try NewManagedKey.fresh().id
            #expect(try await stage.store.record(id) == nil)
            let error = await cause { _ = try await stage.store.deactivate(id) }
            #expect(error == ManagedKeyStoreError(.failed, .unknownID))
            #expect(try await stage.dump() == KeyDump())
        }
    }

    @Test(arguments: Backing.allCases)
    func `names may be the same, and long, and hold anything`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let names = [
                "same", "same", String(repeating: "\u{1}", count: 1000), "\",\"enabled\":true}", "\\", "%s", "\u{0}",
                "\u{7f}\u{85}\u{2028}x", "\u{1F511}", "{\"v\":2}", "'; return 1 --",
            ]
            for name in names {
                let created = try await stage.store.create(.fresh("-" + name + "-", about: name + ".")).record
                #expect(created.name == "-" + name + "-")
                let dead = try await stage.store.deactivate(created.id).record
                #expect(dead.name == created.name && dead.description == created.description)
            }
            #expect(try await stage.store.changes().rows.count == names.count)
        }
    }
}
