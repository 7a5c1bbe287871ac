import Credentials
import Testing

@testable import ReplicaCore

/// Messages, polls and own writes; W1, W2, W4; pitfalls 31, 32, 33.
struct KeyChangesTests {
    @Test func `messages in their order need no read, and the revision follows them`() throws {
        var watch = KeyWatch(holding: 2)
        let created = watch.create(3)
        #expect(watch.handle(.pushed(created)).acts == [.swap])
        let died = try watch.kill(1)
        #expect(
            watch.handle(.pushed(died)) == [
                .swap, .note(.changed(managedID(1), isEnabled: false, revision: died.revision, path: .push)),
            ])
        #expect(watch.decide(1) == .inactive && watch.accepts(2) && watch.accepts(3))
        #expect(watch.cache.status.revision == watch.store.revision && watch.cache.status.gaps == 0)
    }

    @Test func `a poll asks only for what changed, with the last change as its witness`() throws {
        var watch = KeyWatch(holding: 3)
        let before = watch.store.revision
        let last = managedID(3)
        watch.deactivate(1)
        watch.wakeUp()
        let query = try #require(watch.cache.reading?.query)
        #expect(query.after == before && query.witness == ManagedKeyWitness(revision: before, id: last))
        #expect(watch.store.page(query).rows.count == 1)
        #expect(watch.answer().first == .swap)
        #expect(watch.decide(1) == .inactive)
    }

    @Test func `polls are within a tenth of five seconds, and spread`() {
        var watch = KeyWatch(holding: 1)
        watch.poll()
        var intervals: [UInt64] = []
        for _ in 0..<40 {
            let before = watch.now.steady
            watch.poll()
            intervals.append(watch.now.steady.nanoseconds - before.nanoseconds)
        }
        #expect(intervals.allSatisfy { (4_500_000_000...5_500_000_000).contains($0) })
        #expect(Set(intervals).count > 30)
    }

    @Test func `a missed message is a gap: what came holds at once, what was missed is read`() throws {
        var watch = KeyWatch(holding: 1)
        let own = watch.cache.status.revision
        let missed = watch.create(2)
        let message = watch.create(3)
        let effects = watch.handle(.pushed(message))
        #expect(effects.notes.contains(.gap(own: own, announced: missed.revision)))
        #expect(watch.accepts(3) && !watch.accepts(2) && watch.cache.status.revision == own)
        watch.answerAll()
        #expect(watch.accepts(2) && watch.cache.status.revision == message.revision)
    }

    @Test func `a message that comes twice or late changes nothing`() throws {
        var watch = KeyWatch(holding: 1)
        let created = watch.create(2)
        let died = try watch.kill(2)
        for message in [created, died, died, created] { watch.handle(.pushed(message)) }
        #expect(watch.handle(.pushed(created)).isEmpty)
        #expect(watch.decide(2) == .inactive && watch.cache.status.revision == died.revision)
        #expect(watch.cache.owed.count == 0)
    }

    @Test func `a hint and an unreadable message are reasons to read`() {
        var watch = KeyWatch(holding: 1)
        let message = watch.create(2)
        let hint = ManagedKeyMessage(previous: message.previous, revision: message.revision, record: nil)
        #expect(watch.handle(.pushed(hint)).reads.count == 1)
        watch.answerAll()
        #expect(watch.accepts(2))
        let effects = watch.handle(.pushed(nil))
        #expect(effects.reads.count == 1 && effects.notes == [.skipped(1)])
        #expect(watch.cache.status.unreadableMessages == 1)
    }

    /// W1 and pitfall 31: a read that began before the deactivation, and ends after it.
    @Test(arguments: [true, false])
    func `31: what this replica deactivated stays dead, whatever an older answer says`(isWholeRead: Bool) throws {
        var watch = KeyWatch(holding: 3)
        if isWholeRead {
            watch.handle(.linkDown)
            watch.cache.hasLoaded = false
            watch.handle(.linkUp)
        } else {
            watch.create(4)
            watch.handle(.resumed)
        }
        let query = try #require(watch.cache.reading?.query)
        let old = watch.store.page(query)
        let message = try watch.kill(1)
        let died = try #require(message.record)
        #expect(watch.handle(.acknowledged(died)).first == .swap)
        #expect(watch.decide(1) == .inactive)
        watch.handle(.readEnded(.success(old)))
        #expect(watch.decide(1) == .inactive)
        watch.answerAll()
        watch.poll()
        #expect(watch.decide(1) == .inactive && watch.cache.status.revision == watch.store.revision)
        #expect(watch.cache.owed.count == 0 && watch.cache.status.divergences == 0, "nothing was lost")
    }

    /// The same by message: the store knows of it, so that nothing is to be put back.
    @Test(arguments: [true, false])
    func `31: a deactivation that overtakes an answer is no loss`(follows: Bool) throws {
        var watch = KeyWatch(holding: 3)
        watch.create(4)
        watch.handle(.resumed)
        let query = try #require(watch.cache.reading?.query)
        let old = watch.store.page(query)
        #expect(old.rows.map(\.id) == [managedID(4)])
        let died = try watch.kill(4)
        let own = watch.cache.status.revision
        watch.handle(
            .pushed(
                ManagedKeyMessage(
                    previous: follows ? own : died.previous, revision: died.revision, record: died.record)))
        let effects = watch.handle(.readEnded(.success(old)))
        #expect(watch.decide(4) == .inactive && effects.reads.count == (follows ? 0 : 1))
        watch.answerAll()
        for _ in 0..<3 { #expect(watch.poll().writes.isEmpty) }
        #expect(watch.cache.status.revision == died.revision && watch.cache.status.divergences == 0)
    }

    /// Versions.md section 1: nobody adopts such a number.
    @Test(arguments: [1, 2, 500])
    func `a poisoned revision in the index moves nothing, and hides no change`(page: Int) throws {
        var watch = KeyWatch { $0.page = page }
        watch.create(1)
        for number in 50...53 as ClosedRange<UInt64> {
            let ahead = UInt64(watch.time) + 25 * 3_600_000 + number
            watch.store.flaws[managedID(number)] = (.poisoned, Epoch(ahead) ?? .zero)
        }
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.answerAll()
        #expect(watch.accepts(1) && watch.cache.status.isReady && !watch.cache.status.isLoading)
        #expect(watch.cache.status.revision == watch.store.revision)
        #expect(watch.cache.status.skippedRows == [.poisoned: 4])
        for number in 2...5 as ClosedRange<UInt64> { watch.create(number) }
        for _ in 0..<6 { watch.poll() }
        #expect((1...5 as ClosedRange<UInt64>).allSatisfy { watch.accepts($0) })
        #expect(watch.cache.status.revision == watch.store.revision && watch.cache.status.divergences == 0)
        #expect(watch.cache.status.skippedRows == [.poisoned: 4])
    }

    @Test func `32: what this replica created goes on working, whatever an older answer says`() throws {
        var watch = KeyWatch(holding: 3)
        watch.handle(.linkDown)
        watch.cache.hasLoaded = false
        watch.handle(.linkUp)
        let query = try #require(watch.cache.reading?.query)
        let old = watch.store.page(query)
        let message = watch.create(9)
        let created = try #require(message.record)
        watch.handle(.acknowledged(created))
        #expect(watch.accepts(9))
        watch.handle(.readEnded(.success(old)))
        #expect(watch.accepts(9) && watch.cache.status.lostCreates == 0)
        watch.poll()
        #expect(watch.accepts(9) && watch.cache.status.revision == watch.store.revision)
    }

    @Test func `an own write does not hide what others wrote before it`() throws {
        var watch = KeyWatch(holding: 1)
        watch.create(2)
        let message = watch.create(3)
        let own = try #require(message.record)
        watch.handle(.acknowledged(own))
        #expect(watch.accepts(3) && !watch.accepts(2) && watch.cache.highest == own.revision)
        watch.poll()
        #expect(watch.accepts(2) && watch.cache.status.revision == own.revision)
    }

    @Test func `33: an end is judged per request, without any input`() {
        var watch = KeyWatch(holding: 0)
        let message = watch.create(1, expires: watch.time + 100)
        watch.handle(.pushed(message))
        watch.handle(.linkDown)
        watch.pass(99)
        #expect(watch.accepts(1))
        watch.pass(1)
        #expect(watch.decide(1) == .expired)
    }

    @Test func `a poll of more than a page reads on at once`() {
        var watch = KeyWatch(holding: 1) { $0.page = 10 }
        for number in 2...35 as ClosedRange<UInt64> { watch.create(number) }
        let effects = watch.poll()
        #expect(effects.reads.count == 3)
        #expect((1...35 as ClosedRange<UInt64>).allSatisfy { watch.accepts($0) })
    }

    @Test func `a message during a read moves the revision, and the answer does not move it back`() throws {
        var watch = KeyWatch(holding: 1)
        watch.handle(.resumed)
        let query = try #require(watch.cache.reading?.query)
        let old = watch.store.page(query)
        let message = watch.create(2)
        watch.handle(.pushed(message))
        #expect(watch.handle(.readEnded(.success(old))).isEmpty)
        #expect(watch.cache.status.revision == message.revision && watch.accepts(2))
        #expect(watch.cache.status.divergences == 0)
    }

    @Test func `one read is in flight at a time, and what happens meanwhile is read after it`() {
        var watch = KeyWatch(holding: 1)
        #expect(watch.handle(.resumed).reads.count == 1)
        for _ in 0..<5 { #expect(watch.handle(.subscribed, after: 6_000).reads.isEmpty) }
        #expect(watch.answer().reads.count == 1)
        #expect(watch.answer().reads.isEmpty)
    }

    @Test func `a record that takes another key's value is refused and counted`() {
        var watch = KeyWatch(holding: 2)
        let token = managedToken(1)
        let revision = Epoch(watch.store.revision.number + 1) ?? .zero
        let thief = ManagedKeyRecord(
            id: managedID(2), name: "thief", redactedValue: "x", hash: token.hash, createdAt: watch.now.wall,
            updatedAt: watch.now.wall, revision: revision)
        watch.handle(.pushed(ManagedKeyMessage(previous: watch.store.revision, revision: revision, record: thief)))
        #expect(watch.accepts(1) && watch.accepts(2) && watch.cache.status.refusedRecords == 1)
    }
}
