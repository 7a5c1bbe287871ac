import Credentials
import History
import Testing

@testable import ReplicaCore

/// specs/versions.md section 3, and the kill switch of section 2.
struct GraceTests {
    @Test func `an outgoing key passes until its end, exclusively, without any input`() throws {
        var watch = try Watch(holding: .fenced(slot(6, "B", outgoing: [("A", Watch.begin + 1_000)])))
        watch.pass(999)
        #expect(watch.decide("A") == .admin(.outgoing(0)))
        #expect(watch.watcher.snapshot.fingerprint(of: .outgoing(0)) == watch.fingerprint("A"))
        watch.pass(1)
        #expect(watch.decide("A") == .refused)
        #expect(watch.accepts("B"))
    }

    @Test func `the core wakes itself at the next end and drops what ended`() throws {
        var watch = try Watch(
            holding: .fenced(slot(6, "C", outgoing: [("B", Watch.begin + 70), ("A", Watch.begin + 30)])))
        watch.handle(.linkDown)
        for expected in [1, 0] {
            let effects = watch.wakeUp()
            #expect(effects.acts == [.swap])
            #expect(effects.applied.isEmpty, "the version is the same")
            #expect(watch.watcher.snapshot.outgoing.count == expected)
        }
        #expect(watch.now.wall == WallTime(milliseconds: Watch.begin + 70))
        #expect(watch.watcher.nextWake == nil)
    }

    @Test func `an end that is past when the record comes is never accepted`() throws {
        let watch = try Watch(holding: .fenced(slot(6, "B", outgoing: [("A", Watch.begin)])))
        #expect(!watch.accepts("A"))
        #expect(watch.watcher.snapshot.outgoing.isEmpty)
    }

    @Test func `rotation without grace kills every older key at once`() throws {
        var watch = try Watch(holding: .fenced(slot(6, "B", outgoing: [("A", Watch.begin + 60_000)])))
        watch.poll(.fenced(7, "C"))
        #expect(!watch.accepts("A"))
        #expect(!watch.accepts("B"))
        #expect(watch.accepts("C"))
    }

    @Test func `the end of grace is a version of its own`() throws {
        var watch = try Watch(holding: .fenced(slot(6, "B", outgoing: [("A", Watch.begin + 60_000)])))
        let effects = watch.handle(.pushed(.fenced(slot(7, "B", after: version(6), by: .endGrace))))
        #expect(effects.applied.map(\.version.epoch) == [7])
        #expect(!watch.accepts("A"))
        #expect(watch.accepts("B"))
    }

    @Test func `a revoke refuses every admin key, the configured and the outgoing ones too, until the next rotation`()
        throws
    {
        var watch = try Watch(holding: .fenced(5, "A"), "own", internalToken: "inside")
        watch.poll(.fenced(slot(6, nil, outgoing: [("A", Watch.begin + 60_000)])))
        for token in ["A", "own", "", "Bearer ", "sk-"] { #expect(!watch.accepts(token)) }
        #expect(watch.decide("inside", on: .token) == .internalToken)
        #expect(watch.watcher.status.effective == .none)
        watch.poll(.fenced(7, "B"))
        #expect(watch.accepts("B"))
    }

    @Test func `a step of the wall clock moves the end with it, both ways`() throws {
        var watch = try Watch(holding: .fenced(slot(6, "B", outgoing: [("A", Watch.begin + 10_000)])))
        watch.stepWallClock(byMilliseconds: 11_000)
        #expect(!watch.accepts("A"))
        watch.handle(.tick)
        #expect(watch.watcher.snapshot.outgoing.isEmpty)
        watch.stepWallClock(byMilliseconds: -11_000)
        watch.handle(.tick)
        #expect(watch.accepts("A"))
    }

    @Test func `the farthest end that a record can hold traps nothing`() throws {
        let watch = try Watch(holding: .fenced(slot(6, "B", outgoing: [("A", 9_223_372_036_854)])))
        #expect(watch.accepts("A"))
    }
}
