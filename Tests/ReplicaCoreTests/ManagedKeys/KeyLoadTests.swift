import Credentials
import Testing

@testable import ReplicaCore

/// The first load; W2, W8; pitfalls 37, 38, 40.
struct KeyLoadTests {
    @Test func `a load goes page by page, one read at a time, and then the replica is ready`() {
        var watch = KeyWatch { $0.page = 10 }
        for number in 0..<25 as Range<UInt64> { watch.create(number) }
        #expect(watch.handle(.started).isEmpty)
        #expect(watch.handle(.linkUp).reads == [ManagedKeyQuery(after: .zero, limit: 10)])
        var pages = 0
        while watch.cache.reading != nil {
            let effects = watch.answer()
            pages += 1
            #expect(effects.acts.contains(.ready) == (pages == 3))
            #expect(watch.cache.status.isReady == (pages == 3) && watch.cache.status.isLoading == (pages < 3))
        }
        #expect(pages == 3)
        #expect((0..<25 as Range<UInt64>).allSatisfy { watch.accepts($0) })
        #expect(watch.cache.status.revision == watch.store.revision)
    }

    @Test func `a key that dies during the load is dead at its end, and one that is created is there`() {
        var watch = KeyWatch { $0.page = 4 }
        for number in 0..<10 as Range<UInt64> { watch.create(number) }
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.answer()
        watch.deactivate(0)
        watch.create(77)
        watch.answerAll()
        #expect(watch.decide(0) == .inactive && watch.accepts(77))
        #expect(watch.cache.status.revision == watch.store.revision && watch.cache.status.lostCreates == 0)
    }

    /// W8: until the store was read as a whole, nothing is open.
    @Test func `37: protection is unknown until the whole store is read, and never goes back`() {
        var watch = KeyWatch()
        watch.handle(.started)
        #expect(watch.cache.snapshot.protection == .unknown)
        watch.handle(.linkUp)
        watch.answerAll()
        #expect(watch.cache.snapshot.protection == .none)
        watch.create(1)
        watch.poll()
        #expect(watch.cache.snapshot.protection == .enabled)
        watch.deactivate(1)
        watch.poll()
        #expect(watch.cache.snapshot.protection == .enabled)
        watch.store = ModelKeyStore()
        watch.poll()
        #expect(watch.cache.snapshot.protection == .enabled && watch.cache.snapshot.table.count == 0)
    }

    /// A record of a newer version is a record.
    @Test(arguments: ManagedKeyRowFlaw.allCases)
    func `37: a store whose only row cannot be read opens nothing`(flaw: ManagedKeyRowFlaw) {
        var watch = KeyWatch()
        watch.store.revision = Epoch(UInt64(Watch.begin)) ?? .zero
        watch.store.flaws[managedID(1)] = (flaw, watch.store.revision)
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.answerAll()
        #expect(watch.cache.status.isReady && watch.cache.snapshot.protection == .enabled)
    }

    @Test func `37: a store that once had a record opens nothing, and neither does one that only counts some`() {
        for (revision, total) in [(Epoch(5) ?? .zero, 0), (.zero, 1)] {
            var watch = KeyWatch()
            watch.handle(.started)
            watch.handle(.linkUp)
            let page = ManagedKeyPage(
                revision: revision, rows: [], skipped: [], last: .zero, lastID: nil, hasMore: false, total: total,
                holdsWitness: true)
            #expect(watch.handle(.readEnded(.success(page))).contains(.swap))
            #expect(watch.cache.snapshot.protection == .enabled)
        }
    }

    @Test func `38: a hint closes a replica before the record is read`() {
        var watch = KeyWatch(holding: 0)
        let message = watch.create(1)
        let hint = ManagedKeyMessage(previous: message.previous, revision: message.revision, record: nil)
        #expect(watch.handle(.pushed(hint)).first == .swap)
        #expect(watch.cache.snapshot.protection == .enabled && watch.decide(1) == .unknown)
    }

    @Test func `38: the first key closes every replica that hears of it, at once by message`() throws {
        var watch = KeyWatch(holding: 0)
        #expect(watch.cache.snapshot.protection == .none)
        let message = watch.create(1)
        let effects = watch.handle(.pushed(message))
        #expect(effects.first == .swap && watch.cache.snapshot.protection == .enabled && watch.accepts(1))
        #expect(watch.cache.status.revision == message.revision)
    }

    @Test func `38: without messages the first key closes a replica within one poll`() {
        var watch = KeyWatch(holding: 0) { $0.usesPush = false }
        watch.poll()
        watch.create(1)
        let before = watch.now.steady
        watch.poll()
        #expect(watch.cache.snapshot.protection == .enabled)
        #expect(watch.now.steady.nanoseconds - before.nanoseconds <= 5_500_000_000)
    }

    @Test func `a bad row is counted once, noted, and hides no other`() {
        var watch = KeyWatch { $0.page = 2 }
        watch.create(1)
        for (number, flaw) in zip(100..., ManagedKeyRowFlaw.allCases) {
            let revision = Epoch(watch.store.revision.number + 1) ?? .zero
            watch.store.flaws[managedID(UInt64(number))] = (flaw, revision)
            watch.store.revision = revision
        }
        watch.create(2)
        watch.handle(.started)
        watch.handle(.linkUp)
        let effects = watch.answerAll()
        #expect(watch.accepts(1) && watch.accepts(2))
        for flaw in ManagedKeyRowFlaw.allCases { #expect(watch.cache.status.skippedRows[flaw] == 1) }
        #expect(effects.notes.contains(.skipped(ManagedKeyRowFlaw.allCases.count)))
        #expect(watch.poll().notes.isEmpty)
    }

    @Test func `a key whose row can no longer be read is kept as it was known`() {
        var watch = KeyWatch(holding: 3)
        let lost = ModelKeyStore()
        let flawed = watch.store.records[managedID(2)]?.revision ?? .zero
        watch.store = lost
        watch.create(1)
        watch.store.flaws[managedID(2)] = (.damaged, flawed)
        watch.poll()
        #expect(watch.accepts(1) && watch.accepts(2) && watch.decide(3) == .unknown)
        #expect(watch.cache.status.lostCreates == 1)
    }

    @Test(arguments: [SlotReadFailure.unreachable, .deadline, .refused, .unknown])
    func `a load that fails lets the replica answer, closed, and goes on where it was`(failure: SlotReadFailure) throws
    {
        var watch = KeyWatch { $0.page = 2 }
        for number in 1...5 as ClosedRange<UInt64> { watch.create(number) }
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.answer()
        let place = try #require(watch.cache.reading?.query)
        #expect(watch.handle(.readEnded(.failure(failure))).acts == [.ready])
        #expect(watch.cache.snapshot.protection == .enabled && watch.cache.status.store == .unreadable(failure))
        #expect(watch.wakeUp().reads == [place])
        watch.answerAll()
        #expect((1...5 as ClosedRange<UInt64>).allSatisfy { watch.accepts($0) })
    }

    @Test func `without a link the replica answers when its time is over, and everything is closed`() {
        var watch = KeyWatch()
        watch.handle(.started)
        #expect(watch.handle(.tick, after: 999).isEmpty)
        #expect(watch.handle(.tick, after: 1) == [.ready])
        #expect(watch.cache.snapshot.protection == .unknown && watch.decide(1) == .unknown)
        #expect(watch.cache.nextWake == nil)
    }

    @Test func `a slow load keeps callers waiting for ten seconds and no longer`() {
        var watch = KeyWatch { $0.page = 1 }
        for number in 1...5 as ClosedRange<UInt64> { watch.create(number) }
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.answer()
        #expect(watch.handle(.tick, after: 9_999).acts.isEmpty)
        #expect(watch.handle(.tick, after: 1).acts == [.ready])
    }

    @Test func `a link that is lost during the load begins it anew, and its answer counts for nothing`() {
        var watch = KeyWatch { $0.page = 2 }
        for number in 1...5 as ClosedRange<UInt64> { watch.create(number) }
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.answer()
        watch.handle(.linkDown)
        watch.handle(.linkUp)
        let effects = watch.answer()
        #expect(effects.reads == [ManagedKeyQuery(after: .zero, limit: 2)])
        watch.answerAll()
        #expect((1...5 as ClosedRange<UInt64>).allSatisfy { watch.accepts($0) })
        #expect(watch.cache.status.lostCreates == 0)
    }

    @Test func `a store that says that there is more and gives nothing ends the load`() {
        var watch = KeyWatch()
        watch.handle(.started)
        watch.handle(.linkUp)
        let page = ManagedKeyPage(
            revision: .zero, rows: [], skipped: [], last: .zero, lastID: nil, hasMore: true, total: 9,
            holdsWitness: true)
        #expect(watch.handle(.readEnded(.success(page))).reads.isEmpty)
        #expect(watch.cache.status.isReady)
    }
}
