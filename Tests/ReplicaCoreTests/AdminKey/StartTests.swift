import Credentials
import History
import Testing

@testable import ReplicaCore

/// A4 rows 4, 5, 9, 10; pitfalls 1, 3, 4, 5, 9, 18, 19, 30.
struct StartTests {
    @Test func `nothing is said before the first read has ended`() throws {
        var watch = try Watch()
        #expect(watch.handle(.started).acts == [.swap])
        #expect(watch.handle(.linkUp).acts == [.read])
        #expect(!watch.watcher.status.isReady)
        let effects = watch.handle(.readEnded(.success(.fenced(5, "A"))), after: 3)
        #expect(effects.acts == [.swap, .ready])
        #expect(effects.applied.map(\.path) == [.start])
    }

    @Test func `the slot wins over the configured key, which is dead from then on`() throws {
        var watch = try Watch("own")
        watch.handle(.started)
        #expect(watch.accepts("own"))
        watch.handle(.linkUp)
        watch.handle(.readEnded(.success(.fenced(5, "A"))))
        #expect(watch.accepts("A"))
        #expect(!watch.accepts("own"))
        #expect(watch.watcher.status.configured == watch.fingerprint("own"))
        #expect(watch.watcher.status.effective == watch.fingerprint("A"))
    }

    @Test(arguments: [SlotReadFailure.unreachable, .deadline, .refused, .unknown])
    func `a failed first read makes ready, writes nothing and keeps the own key unconfirmed`(failure: SlotReadFailure)
        throws
    {
        var watch = try Watch("own")
        watch.handle(.started)
        watch.handle(.linkUp)
        #expect(watch.handle(.readEnded(.failure(failure))).acts == [.ready])
        #expect(watch.accepts("own"))
        #expect(watch.watcher.status.isUnconfirmed)
        #expect(watch.watcher.status.slot == .unreadable(failure))
        for _ in 0..<5 {
            #expect(watch.wakeUp().acts == [.read])
            #expect(watch.handle(.readEnded(.failure(failure))).isEmpty)
        }
    }

    @Test func `a link that cannot come up makes ready`() throws {
        var watch = try Watch()
        watch.handle(.started)
        #expect(watch.handle(.linkDown).acts == [.ready])
    }

    @Test func `a link that says nothing makes ready at the deadline, and no wake-up is needed after it`() throws {
        var watch = try Watch()
        watch.handle(.started)
        let began = watch.now.steady
        #expect(watch.wakeUp().acts == [.ready])
        #expect(watch.now.steady == began.advanced(byNanoseconds: 1_000_000_000))
        #expect(watch.watcher.nextWake == nil)
    }

    @Test func `with refuse the own key is never in force, and admin keys wait for a good read`() throws {
        var watch = try Watch("own", internalToken: "inside") { $0.atStart = .refuse }
        #expect(watch.handle(.started).applied.isEmpty)
        watch.handle(.linkUp)
        watch.handle(.readEnded(.failure(.unreachable)))
        #expect(!watch.accepts("own"))
        #expect(watch.watcher.snapshot.refusesAdmin(at: watch.now.steady))
        #expect(watch.decide("inside", on: .token) == .internalToken)
        watch.handle(.pushed(.fenced(5, "A")))
        #expect(!watch.accepts("A"), "a message is no good read")
        watch.poll(.fenced(5, "A"))
        #expect(watch.accepts("A"))
        #expect(!watch.watcher.snapshot.refusesAdmin(at: watch.now.steady))
    }

    @Test(arguments: [SlotReading.absent, .blank, .malformed(.badField)])
    func `absent, blank and malformed are no good reads`(reading: SlotReading) throws {
        var watch = try Watch("own") {
            $0.atStart = .refuse
            $0.repair = .none
        }
        watch.handle(.started)
        watch.handle(.linkUp)
        #expect(watch.handle(.readEnded(.success(reading))).acts == [.ready])
        #expect(watch.watcher.snapshot.awaitsFirstRead)
        #expect(watch.watcher.status.lastGoodRead == nil)
    }

    @Test func `an absent slot is bootstrapped with the own key, and ready waits for who won`() throws {
        var watch = try Watch("own") { $0.atStart = .refuse }
        watch.handle(.started)
        watch.handle(.linkUp)
        #expect(watch.handle(.readEnded(.success(.absent))).acts == [.bootstrap(Secret(text: "own"))])
        let effects = watch.handle(.writeEnded(.success(.init(didWrite: true, stands: .fenced(0, "own")))))
        #expect(effects.acts == [.swap, .ready])
        #expect(effects.applied.map(\.path) == [.bootstrap])
        #expect(watch.accepts("own"))
        #expect(!watch.watcher.status.isUnconfirmed)
    }

    @Test func `the loser of a bootstrap takes what stands`() throws {
        var watch = try Watch("own")
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.handle(.readEnded(.success(.absent)))
        watch.handle(.writeEnded(.success(.init(didWrite: false, stands: .fenced(0, "other")))))
        #expect(watch.accepts("other"))
        #expect(!watch.accepts("own"))
    }

    @Test func `a bootstrap without an answer is looked up, not tried again`() throws {
        var watch = try Watch("own")
        watch.handle(.started)
        watch.handle(.linkUp)
        watch.handle(.readEnded(.success(.absent)))
        let effects = watch.handle(.writeEnded(.failure(.unknown)))
        #expect(effects.acts == [.read])
        #expect(watch.handle(.readEnded(.success(.fenced(0, "own")))).acts == [.swap, .ready])
        #expect(!watch.watcher.status.isUnconfirmed)
    }

    @Test func `with repair none the replica never writes`() throws {
        var watch = try Watch("own") { $0.repair = .none }
        watch.handle(.started)
        watch.handle(.linkUp)
        #expect(watch.handle(.readEnded(.success(.absent))).acts == [.ready])
        watch.poll(.fenced(9, "A"))
        #expect(watch.poll(.absent).write == nil)
        #expect(watch.poll(.fenced(5, "old")).acts == [])
        #expect(watch.wakeUp().acts == [.read])
    }

    @Test func `a key is generated only for a slot that was read as absent, and once`() throws {
        var watch = try Watch(nil)
        watch.handle(.started)
        watch.handle(.linkUp)
        #expect(watch.handle(.readEnded(.failure(.unreachable))).acts == [.ready])
        #expect(watch.poll(.malformed(.badField)).acts == [])
        #expect(watch.poll(.blank).acts == [])
        #expect(watch.poll(.absent).acts == [.generate])
        #expect(watch.poll(.absent).acts == [])
        #expect(watch.handle(.generated(Secret(text: "drawn"))).acts == [.bootstrap(Secret(text: "drawn"))])
        #expect(!watch.accepts("drawn"), "nobody has confirmed it")
    }

    @Test func `a replica without a key adopts the slot's and generates nothing`() throws {
        let watch = try Watch(holding: .fenced(5, "A"), nil)
        #expect(watch.accepts("A"))
        #expect(watch.watcher.generation == .none)
    }

    @Test func `a replica without a key takes a revoked slot at its word`() throws {
        var watch = try Watch(holding: .fenced(5, nil), nil)
        #expect(watch.poll(.fenced(5, nil)).acts == [])
        #expect(!watch.accepts(""))
    }

    @Test func `what is kept of a generation is the winner of the bootstrap`() throws {
        var watch = try Watch(holding: .absent, nil)
        watch.handle(.generated(Secret(text: "drawn")))
        let effects = watch.handle(.writeEnded(.success(.init(didWrite: false, stands: .fenced(0, "theirs")))))
        #expect(effects.acts == [.swap, .keepGenerated(Secret(text: "theirs")), .ready])
        #expect(watch.poll(.fenced(9, "rotated")).acts == [.swap])
    }

    @Test func `a key drawn for nothing is forgotten`() throws {
        var watch = try Watch(holding: .absent, nil)
        watch.handle(.pushed(.fenced(5, "A")))
        #expect(watch.handle(.generated(Secret(text: "drawn"))).write == nil)
        #expect(watch.poll(.fenced(6, "B")).acts == [.swap])
    }
}
