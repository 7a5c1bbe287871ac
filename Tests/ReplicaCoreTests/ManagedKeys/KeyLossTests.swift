import Credentials
import Testing

@testable import ReplicaCore

/// What a failover or the loss of data takes away; W3, W5; versions.md section 8.
struct KeyLossTests {
    /// Loses everything that happened to the store since `before`.
    private static func lose(_ watch: inout KeyWatch, to before: ModelKeyStore) {
        watch.handle(.linkDown)
        watch.store = before
        watch.handle(.linkUp, after: 1_000)
    }

    @Test func `a deactivation lost in a failover stays dead, and is put back with its first moment`() throws {
        var watch = KeyWatch(holding: 3)
        let before = watch.store
        let died = try watch.kill(2)
        watch.handle(.pushed(died))
        Self.lose(&watch, to: before)
        let effects = watch.answerAll()
        #expect(effects.notes.contains(.diverged(own: died.revision, stands: before.revision)))
        #expect(watch.decide(2) == .inactive && watch.accepts(1) && watch.cache.status.divergences == 1)
        let write = watch.wakeUp()
        #expect(
            write.acts == [.deactivate(managedID(2), first: died.record?.deactivatedAt, floor: died.revision)])
        let message = watch.store.deactivate(
            managedID(2), first: died.record?.deactivatedAt, floor: died.revision, time: watch.time)
        let record = try #require(message?.record)
        #expect(
            watch.handle(.writeEnded(.success(record))).notes == [.wroteBack(managedID(2), revision: record.revision)])
        watch.poll()
        #expect(watch.cache.status.revision == record.revision && watch.cache.status.writtenBack == 1)
        #expect(watch.store.records[managedID(2)]?.deactivatedAt == died.record?.deactivatedAt)
        #expect(watch.poll().notes.isEmpty)
    }

    /// Somebody wrote since, so that the store's revision is higher than the own one.
    @Test(arguments: [true, false])
    func `a loss is seen although somebody has written over it`(byMessage: Bool) throws {
        var watch = KeyWatch(holding: 3)
        let before = watch.store
        watch.handle(.pushed(try watch.kill(2)))
        watch.handle(.pushed(watch.create(7)))
        watch.store = before
        watch.pass(5)
        let message = watch.create(8)
        #expect(message.revision > watch.cache.status.revision)
        if byMessage { watch.handle(.pushed(message)) }
        watch.poll()
        #expect(watch.cache.status.divergences == 1)
        #expect(watch.decide(2) == .inactive && watch.accepts(8) && watch.decide(7) == .unknown)
        #expect(watch.cache.status.lostCreates == 1 && watch.cache.owed.count == 1)
        #expect(watch.cache.status.revision == message.revision)
    }

    @Test func `keys that the store has lost are dropped and counted, and come back with it`() {
        var watch = KeyWatch(holding: 1)
        let before = watch.store
        watch.handle(.pushed(watch.create(2)))
        let after = watch.store
        Self.lose(&watch, to: before)
        #expect(watch.answerAll().notes.contains(.lostCreates(1)))
        #expect(watch.accepts(1) && watch.decide(2) == .unknown && watch.cache.status.lostCreates == 1)
        Self.lose(&watch, to: after)
        watch.answerAll()
        #expect(watch.accepts(2))
    }

    @Test func `after the loss of everything nothing passes, nothing is open, and a dead key that comes back is dead`()
        throws
    {
        var watch = KeyWatch(holding: 3)
        watch.handle(.pushed(try watch.kill(1)))
        let full = watch.store
        Self.lose(&watch, to: ModelKeyStore())
        watch.answerAll()
        #expect(watch.decide(1) == .inactive && watch.decide(2) == .unknown && watch.decide(3) == .unknown)
        #expect(watch.cache.snapshot.protection == .enabled && watch.cache.status.revision == .zero)
        #expect(watch.cache.highest == full.revision)
        watch.create(1)
        watch.poll()
        #expect(watch.decide(1) == .inactive)
        #expect(watch.wakeUp().writes == [managedID(1)])
    }

    @Test func `a loss that others put back first is not put back again`() throws {
        var watch = KeyWatch(holding: 2)
        let before = watch.store
        let died = try watch.kill(1)
        watch.handle(.pushed(died))
        Self.lose(&watch, to: before)
        watch.answerAll()
        #expect(watch.cache.owed.count == 1)
        watch.handle(.pushed(died))
        #expect(watch.cache.owed.count == 1)
        let other = watch.store.deactivate(managedID(1), floor: died.revision, time: watch.time)
        #expect(other != nil)
        watch.handle(.pushed(other))
        #expect(watch.cache.owed.count == 0 && watch.cache.status.owedDeactivations == 0)
        for _ in 0..<5 { #expect(watch.wakeUp().writes.isEmpty) }
    }

    @Test(arguments: [
        (SlotReadFailure.unreachable, UInt64(500)), (.deadline, 500), (.unknown, 500), (.refused, 5_000),
    ])
    func `what could not be put back is tried again, later when it was refused`(
        failure: SlotReadFailure, pause: UInt64
    ) throws {
        var watch = KeyWatch(holding: 2)
        let before = watch.store
        watch.handle(.pushed(try watch.kill(1)))
        Self.lose(&watch, to: before)
        watch.answerAll()
        #expect(watch.wakeUp().writes == [managedID(1)])
        #expect(watch.handle(.writeEnded(.failure(failure))).writes.isEmpty)
        let began = watch.now.steady
        for _ in 0..<20 {
            let effects = watch.wakeUp()
            watch.answerAll()
            if effects.writes == [managedID(1)] { break }
        }
        #expect(watch.now.steady == began.advanced(byNanoseconds: pause * 1_000_000))
    }

    @Test func `of many lost deactivations one is put back at a time, until all are`() throws {
        var watch = KeyWatch(holding: 20)
        let before = watch.store
        for number in 1...20 as ClosedRange<UInt64> { watch.handle(.pushed(try watch.kill(number))) }
        Self.lose(&watch, to: before)
        watch.answerAll()
        #expect(watch.cache.status.owedDeactivations == 20)
        var effects = watch.wakeUp()
        for _ in 0..<20 {
            #expect(effects.writes.count == 1)
            let id = try #require(effects.writes.first)
            let message = watch.store.deactivate(id, floor: watch.cache.highest, time: watch.time)
            effects = watch.handle(.writeEnded(.success(try #require(message?.record))))
        }
        #expect(effects.writes.isEmpty && watch.cache.status.owedDeactivations == 0)
        #expect(watch.store.records.values.allSatisfy { !$0.isEnabled })
    }

    @Test func `a replica that must not write holds the loss and writes nothing`() throws {
        var watch = KeyWatch(holding: 2) { $0.repair = .none }
        let before = watch.store
        watch.handle(.pushed(try watch.kill(1)))
        Self.lose(&watch, to: before)
        for _ in 0..<5 { #expect(watch.poll().writes.isEmpty) }
        #expect(watch.decide(1) == .inactive && watch.cache.status.owedDeactivations == 1)
    }

    @Test func `a key to be put back that the store has lost altogether is lost`() throws {
        var watch = KeyWatch(holding: 2)
        let before = watch.store
        watch.handle(.pushed(try watch.kill(1)))
        Self.lose(&watch, to: before)
        watch.answerAll()
        watch.wakeUp()
        #expect(watch.handle(.writeEnded(.success(nil))).notes == [.lostCreates(1)])
        #expect(watch.decide(1) == .inactive && watch.cache.owed.count == 0)
    }

    /// versions.md: collision after a lost write. The walk with which this replica began has settled that number.
    @Test(arguments: [true, false])
    func `another change with the number of a lost one is seen`(isDeath: Bool) throws {
        var watch = KeyWatch(holding: 2)
        let before = watch.store
        let lost = watch.create(3)
        watch.handle(.linkDown)
        watch.cache.hasLoaded = false
        watch.handle(.linkUp)
        watch.answerAll()
        watch.poll()
        #expect(watch.accepts(1) && watch.accepts(3) && watch.cache.status.divergences == 0)
        watch.store = before
        let other =
            isDeath
            ? watch.store.deactivate(managedID(1), time: Watch.begin) : watch.store.create(4, time: Watch.begin)
        #expect(other?.revision == lost.revision && watch.cache.status.revision == lost.revision)
        watch.poll()
        #expect(watch.decide(1).isAccepted == !isDeath && watch.accepts(4) == !isDeath)
        #expect(watch.decide(3) == .unknown && watch.accepts(2))
        #expect(watch.cache.status.divergences == 1 && watch.cache.status.lostCreates == 1)
        for _ in 0..<3 { watch.poll() }
        #expect(watch.cache.status.divergences == 1)
    }

    @Test func `a damaged history in the store is no loss: everything is read once more, and not each time`() {
        var watch = KeyWatch(holding: 3)
        watch.store.history = []
        for _ in 0..<5 { watch.poll() }
        #expect(watch.cache.status.divergences == 1 && watch.cache.status.lostCreates == 0)
        watch.create(4)
        watch.poll()
        #expect(watch.accepts(4) && watch.cache.status.divergences == 1)
        watch.store.history = []
        for _ in 0..<5 { watch.poll() }
        #expect(watch.cache.status.divergences == 2 && watch.accepts(1))
    }

    /// A retry of a lost creation, by message only: no read from a later revision on would meet it.
    @Test func `a dead key that is made again after a loss is put back, though its message follows`() throws {
        var watch = KeyWatch(holding: 1)
        let before = watch.store
        watch.handle(.pushed(watch.create(2)))
        watch.handle(.pushed(try watch.kill(2)))
        Self.lose(&watch, to: before)
        watch.answerAll()
        #expect(watch.decide(2) == .inactive && watch.cache.owed.count == 0)
        let again = watch.create(2)
        #expect(again.previous == watch.cache.status.revision)
        watch.handle(.pushed(again))
        #expect(watch.decide(2) == .inactive && watch.cache.owed.count == 1)
        #expect(watch.wakeUp().writes == [managedID(2)])
    }

    @Test(arguments: [UInt64(0), 5])
    func `a damaged number in the store is no loss: everything is read once more, and not each time`(stands: UInt64) {
        var watch = KeyWatch(holding: 3)
        watch.store.revision = Epoch(stands) ?? .zero
        watch.poll()
        #expect(watch.cache.status.divergences == 1 && watch.cache.status.lostCreates == 0)
        for _ in 0..<5 { watch.poll() }
        #expect(watch.cache.status.divergences == 1)
        #expect((1...3 as ClosedRange<UInt64>).allSatisfy { watch.accepts($0) })
        watch.create(4)
        watch.poll()
        #expect(watch.accepts(4))
    }

    /// An isolated old primary acknowledges and publishes too; the data link may have left it long before.
    @Test(arguments: [true, false])
    func `what no read has shown is dropped by a read that began after it and does not show it`(isOwn: Bool) throws {
        var watch = KeyWatch(holding: 3)
        let before = watch.store
        watch.create(7)
        let created = watch.create(8)
        let died = try watch.kill(2)
        watch.store = before
        for message in [created, died] {
            let record = try #require(message.record)
            watch.handle(isOwn ? .acknowledged(record) : .pushed(message))
        }
        #expect(watch.accepts(8) && watch.decide(2) == .inactive)
        watch.poll()
        #expect(watch.decide(8) == .unknown && watch.cache.status.lostCreates == 1)
        #expect(watch.decide(2) == .inactive && watch.wakeUp().writes == [managedID(2)])
    }

    @Test func `what no read has shown is not lost when its row cannot be read`() throws {
        var watch = KeyWatch(holding: 1)
        let message = watch.create(2)
        watch.handle(.acknowledged(try #require(message.record)))
        watch.store.flaws[managedID(2)] = (.damaged, message.revision)
        watch.poll()
        watch.poll()
        #expect(watch.accepts(2) && watch.cache.status.lostCreates == 0)
        #expect(watch.cache.status.skippedRows == [.damaged: 1])
    }

    /// Another server may be behind the next link, and the old one may be an isolated primary.
    @Test(arguments: [true, false])
    func `the answer of a link that was lost counts for nothing`(isUpAgain: Bool) throws {
        var watch = KeyWatch(holding: 2)
        let before = watch.store
        let good = watch.cache.status.lastGoodRead
        watch.handle(.resumed)
        let query = try #require(watch.cache.reading?.query)
        watch.create(9)
        watch.deactivate(1)
        let foreign = watch.store.page(query)
        watch.handle(.linkDown, after: 10)
        watch.store = before
        if isUpAgain { watch.handle(.linkUp) }
        watch.handle(.readEnded(.success(foreign)))
        #expect(watch.accepts(1) && watch.decide(9) == .unknown)
        #expect(watch.cache.status.revision == before.revision && watch.cache.status.lastGoodRead == good)
        #expect((watch.cache.reading != nil) == isUpAgain)
    }

    @Test func `what came while a read was under way waits for the next one`() throws {
        var watch = KeyWatch(holding: 1)
        watch.handle(.resumed)
        let query = try #require(watch.cache.reading?.query)
        let old = watch.store.page(query)
        let message = watch.create(2)
        watch.handle(.acknowledged(try #require(message.record)))
        watch.handle(.readEnded(.success(old)))
        #expect(watch.accepts(2))
        watch.poll()
        #expect(watch.accepts(2) && watch.cache.status.lostCreates == 0)
    }

    @Test func `the time of a write back is within the jitter, and spread over a fleet`() throws {
        var delays: [UInt64] = []
        for seed in 0..<100 as Range<UInt64> {
            var watch = KeyWatch(holding: 1)
            watch.cache.jitter = SeededGenerator(seed: seed)
            let before = watch.store
            watch.handle(.pushed(try watch.kill(1)))
            Self.lose(&watch, to: before)
            watch.answerAll()
            delays.append(try #require(watch.cache.owed.due).nanoseconds - watch.now.steady.nanoseconds)
        }
        #expect(try #require(delays.max()) <= 50_000_000 && (try #require(delays.max())) > 45_000_000)
        #expect(try #require(delays.min()) < 5_000_000)
    }
}
