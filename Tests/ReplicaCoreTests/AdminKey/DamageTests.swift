import Credentials
import History
import Testing

@testable import ReplicaCore

/// A4 rows 2, 3, 12, 16 to 18; pitfalls 14 and 15.
struct DamageTests {
    static let damages: [(SlotReading, SlotRefusal)] = [
        (.blank, .blank), (.malformed(.wrongType), .wrongType), (.malformed(.illegalCharacter), .malformed),
        (.malformed(.tooLong), .malformed), (.malformed(.badField), .malformed),
        (.malformed(.poisonedEpoch), .poisoned), (plain("X"), .wrongType),
    ]

    @Test(arguments: damages)
    func `a damaged slot changes nothing, is never overwritten and is counted each time`(
        reading: SlotReading, refusal: SlotRefusal
    ) throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let first = watch.poll(reading)
        #expect(first.refusals == [refusal])
        #expect(first.acts == [])
        for _ in 0..<9 {
            #expect(watch.poll(reading).isEmpty, "recorded once")
            #expect(watch.accepts("A"))
        }
        #expect(watch.watcher.status.refusals == [refusal: 10])
        #expect(watch.watcher.status.slot == .refused(refusal))
        #expect(watch.watcher.nextWake == watch.watcher.nextPoll, "no repair is due")
    }

    @Test func `a damaged slot that is mended and damaged again is recorded again`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        #expect(watch.poll(.blank).refusals == [.blank])
        #expect(watch.poll(.fenced(5, "A")).isEmpty)
        #expect(watch.watcher.status.slot == .good)
        #expect(watch.poll(.blank).refusals == [.blank])
    }

    @Test(arguments: damages)
    func `a replica that starts on a damaged slot serves its own key unconfirmed and does not bootstrap`(
        reading: SlotReading, refusal: SlotRefusal
    ) throws {
        let watch = try Watch(holding: reading, "own")
        #expect(watch.watcher.status.isReady)
        #expect(watch.watcher.status.isUnconfirmed)
        #expect(watch.accepts("own"))
        #expect(!watch.watcher.isWriting)
    }

    @Test func `the same version with another value is malformed`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        for reading in [SlotReading.fenced(5, "X"), .fenced(5, nil)] {
            #expect(watch.poll(reading).refusals == [.conflicting])
            #expect(watch.poll(.fenced(5, "A")).isEmpty)
        }
        #expect(watch.handle(.pushed(.fenced(5, "X"))).refusals == [.conflicting])
        #expect(watch.accepts("A"))
        #expect(!watch.accepts("X"))
    }

    @Test func `the same version with more outgoing keys is malformed, with ended ones dropped it is not`() throws {
        let soon = Watch.begin + 5_000
        let full = slot(5, "A", outgoing: [("B", soon), ("C", soon + 10_000)])
        var watch = try Watch(holding: .fenced(full))
        #expect(watch.poll(.fenced(slot(5, "A", outgoing: [("X", soon + 10_000)]))).refusals == [.conflicting])
        watch.pass(6_000)
        #expect(watch.poll(.fenced(slot(5, "A", outgoing: [("C", soon + 10_000)]))).refusals == [])
        #expect(!watch.accepts("X"))
    }

    @Test func `a poisoned epoch is not believed, whoever decoded it`() throws {
        var watch = try Watch(holding: .fenced(5, "A"))
        let limit = UInt64(Watch.begin) + 86_400_000
        #expect(watch.handle(.pushed(.fenced(limit + 2, "X"))).refusals == [.poisoned])
        #expect(watch.poll(.fenced(limit + 60_000, "X")).refusals == [.poisoned])
        #expect(watch.accepts("A"))
        #expect(watch.poll(.fenced(limit, "B")).acts == [.swap])
        #expect(watch.accepts("B"))
    }

    @Test(arguments: ["inside", "sk-inside"])
    func `a value that overlaps with the internal token is malformed, current or outgoing`(value: String) throws {
        var watch = try Watch(holding: .fenced(5, "A"), internalToken: "inside")
        #expect(watch.poll(.fenced(6, value)).refusals == [.overlapping])
        let outgoing = slot(7, "B", outgoing: [(value, Watch.begin + 10_000)])
        #expect(watch.poll(.fenced(outgoing)).refusals == [.overlapping])
        #expect(watch.accepts("A"))
        #expect(!watch.accepts("inside"))
        #expect(watch.decide("inside", on: .token) == .internalToken)
    }
}
