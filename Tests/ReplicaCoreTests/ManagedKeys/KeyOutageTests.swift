import Credentials
import Testing

@testable import ReplicaCore

/// Redis is away: W2, W9; pitfall 39.
struct KeyOutageTests {
    @Test func `39: while Redis is away every verdict stays, ends come, and the age grows`() {
        var watch = KeyWatch(holding: 2)
        watch.handle(.pushed(watch.create(3, expires: watch.time + 60_000)))
        watch.handle(.linkDown)
        watch.handle(.subscriptionLost)
        for _ in 0..<10 {
            #expect(watch.handle(.tick, after: 5_000).isEmpty)
            #expect(watch.accepts(1) && watch.accepts(2) && watch.accepts(3))
        }
        #expect(watch.cache.nextWake == nil)
        #expect(watch.cache.status.age(at: watch.now.steady) == 50_000_000_000)
        watch.pass(10_000)
        #expect(watch.decide(3) == .expired && watch.accepts(1))
    }

    @Test(arguments: [SlotReadFailure.unreachable, .deadline, .refused, .unknown])
    func `errors change no verdict, never end the polling, and their end is noted`(failure: SlotReadFailure) throws {
        var watch = KeyWatch(holding: 1)
        let good = try #require(watch.cache.status.lastGoodRead)
        for _ in 0..<20 {
            watch.wakeUp()
            #expect(watch.handle(.readEnded(.failure(failure)), after: 20).acts.isEmpty)
            #expect(watch.accepts(1) && watch.cache.status.store == .unreadable(failure))
            let next = try #require(watch.cache.nextWake)
            #expect(next <= watch.now.steady.advanced(byNanoseconds: 550_000_000))
        }
        #expect(watch.poll().notes == [.recovered(lastGood: good)])
        #expect(watch.cache.status.store == .good && watch.cache.status.age(at: watch.now.steady) == 0)
    }

    @Test func `a reconnect reads at once what was missed`() {
        var watch = KeyWatch(holding: 1)
        watch.handle(.linkDown)
        watch.deactivate(1)
        #expect(watch.handle(.linkUp, after: 1_000).reads.count == 1)
        watch.answerAll()
        #expect(watch.decide(1) == .inactive)
    }

    @Test func `a fleet that reconnects together does not poll in step`() throws {
        let polls = try (0..<40 as Range<UInt64>).map { seed in
            var watch = KeyWatch(holding: 1)
            watch.cache.jitter = SeededGenerator(seed: seed)
            watch.handle(.linkDown)
            watch.handle(.linkUp)
            let reconnected = watch.now.steady.nanoseconds
            watch.answerAll()
            return try #require(watch.cache.nextWake).nanoseconds - reconnected
        }
        #expect(polls.allSatisfy { $0 < 5_000_000_000 })
        #expect((polls.max() ?? 0) > 4_000_000_000 && (polls.min() ?? .max) < 1_000_000_000)
    }

    @Test func `a resumed process and a confirmed subscription read at once`() {
        var watch = KeyWatch(holding: 1)
        #expect(watch.handle(.resumed).reads.count == 1)
        watch.answerAll()
        #expect(watch.handle(.subscribed).reads.count == 1)
    }

    @Test func `with refuse-after every key is refused when the last good read is too old, and not before`() {
        var watch = KeyWatch(holding: 1) { $0.onStale = .refuseAfter(nanoseconds: 10_000_000_000) }
        watch.handle(.linkDown)
        watch.pass(9_999)
        #expect(watch.accepts(1))
        watch.pass(1)
        #expect(watch.decide(1) == .unknown)
        #expect(watch.handle(.tick).notes == [.staleChanged(isStale: true)])
        #expect(watch.cache.status.isStale)
        watch.handle(.linkUp)
        #expect(watch.answerAll().notes.contains(.staleChanged(isStale: false)))
        #expect(watch.accepts(1))
    }

    @Test func `an answer to nobody is ignored`() {
        var watch = KeyWatch(holding: 1)
        let page = watch.store.page(ManagedKeyQuery(after: .zero))
        #expect(watch.handle(.readEnded(.success(page))).isEmpty)
        #expect(watch.handle(.writeEnded(.success(nil))).isEmpty)
    }
}
