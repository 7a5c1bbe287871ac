import Credentials
import History
import Testing

@testable import ReplicaCore

struct PushTests {
    @Test func `a push with a higher version is adopted without a read`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let effects = watch.handle(.pushed(.fenced(slot(6, "B", after: version(5)))))
        #expect(effects.acts == [.swap])
        #expect(effects.applied.map(\.path) == [.push])
        #expect(watch.accepts("B"))
        #expect(!watch.accepts("A"))
    }

    @Test func `of two versions of one epoch the larger nonce wins, in either order`() throws {
        for nonces in [[UInt64(2), 3], [3, 2]] {
            var watch = try Watch(holding: .fenced(5, "A"))
            for nonce in nonces { watch.handle(.pushed(.fenced(6, "B\(nonce)", nonce: nonce))) }
            #expect(watch.accepts("B3"))
            #expect(!watch.accepts("B2"))
        }
    }

    @Test func `a push that comes twice changes nothing`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.handle(.pushed(.fenced(slot(6, "B", after: version(5)))))
        #expect(watch.handle(.pushed(.fenced(slot(6, "B", after: version(5))))).isEmpty)
    }

    @Test func `a push that arrives after a newer poll is looked up and changes nothing`() throws {
        var watch = try Watch(holding: .fenced(7, "C"))
        let effects = watch.handle(.pushed(.fenced(6, "B")))
        #expect(effects.acts == [.read])
        #expect(effects.refusals == [.lower])
        #expect(watch.handle(.readEnded(.success(.fenced(7, "C")))).acts == [])
        #expect(watch.accepts("C"))
        #expect(watch.wakeUp().write == nil)
    }

    @Test func `a read that a push overtook is read again and repairs nothing`() throws {
        for stale in [SlotReading.fenced(5, "A"), .absent] {
            var watch = try Watch(holding: .fenced(5, "A"))
            #expect(watch.wakeUp().acts == [.read])
            watch.handle(.pushed(.fenced(slot(6, "B", after: version(5)))))
            #expect(watch.handle(.readEnded(.success(stale))).acts == [.read])
            #expect(watch.handle(.readEnded(.success(.fenced(6, "B")))).acts == [])
            #expect(watch.wakeUp().write == nil)
            #expect(watch.accepts("B"))
        }
    }

    @Test func `a gap is recorded and read at once, and its record adopted all the same`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let effects = watch.handle(.pushed(.fenced(slot(8, "D", after: version(7)))))
        #expect(effects.acts == [.swap, .read])
        let gap = Event.gapSeen(own: VersionStamp(epoch: 5, nonce: 1), announced: VersionStamp(epoch: 7, nonce: 1))
        #expect(effects.events.contains(gap))
        #expect(watch.watcher.status.gaps == 1)
        #expect(watch.accepts("D"))
    }

    @Test func `a first record is a gap for whoever holds an older one`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let effects = watch.handle(.pushed(.fenced(slot(8, "D"))))
        #expect(effects.events.contains(.gapSeen(own: VersionStamp(epoch: 5, nonce: 1), announced: .zero)))
    }

    @Test func `what was missed by a replica that holds nothing is no gap`() throws {
        var watch = try Watch()
        watch.handle(.started)
        #expect(watch.handle(.pushed(.fenced(slot(8, "D", after: version(7))))).acts == [.swap])
        #expect(watch.watcher.status.gaps == 0)
    }

    @Test func `a gap during a read is read again after it`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        #expect(watch.wakeUp().acts == [.read])
        #expect(watch.handle(.pushed(.fenced(slot(8, "D", after: version(7))))).acts == [.swap])
        #expect(watch.handle(.readEnded(.success(.fenced(8, "D")))).acts == [.read])
    }

    @Test(arguments: [SlotReading.blank, .malformed(.badField), .malformed(.poisonedEpoch), plain("X")])
    func `a message of nonsense is counted and looked up`(message: SlotReading) throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let effects = watch.handle(.pushed(message))
        #expect(effects.acts == [.read])
        #expect(effects.refusals.count == 1)
        #expect(watch.accepts("A"))
        #expect(watch.watcher.status.slot == .good, "the message is not the slot")
    }

    @Test func `an empty hint is a reason to read`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        #expect(watch.handle(.pushed(nil)).acts == [.read])
    }

    @Test func `a push reaches a replica whose data link is down`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        watch.handle(.linkDown)
        #expect(watch.handle(.pushed(.fenced(slot(8, "D", after: version(7))))).acts == [.swap])
        #expect(watch.accepts("D"))
    }
}
