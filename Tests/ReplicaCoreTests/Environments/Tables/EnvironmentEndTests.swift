import Credentials
import Testing

@testable import ReplicaCore

/// Ends are inclusive, and the keeper wakes for each of them by itself.
struct EnvironmentEndTests {
    @Test func `a key is accepted at its end, refused after it, and taken away at once without an interval`() throws {
        var keep = try Keep(holding: EnvironmentDocument("N", grace: ("O", 100), additional: [("B", 50)]))
        try keep.start("O")
        keep.pass(50)
        #expect(keep.sdk("B") == "e")
        #expect(keep.handle(.tick).words == [])
        let wake = try #require(keep.keeper.nextWake)
        #expect(wake.nanoseconds == keep.now.steady.nanoseconds + 1)
        #expect(keep.wakeUp().words == ["swap", "-B"])
        #expect(keep.sdk("B") == nil && keep.sdk("O") == "e")
        keep.pass(50)
        #expect(keep.handle(.tick).words == ["swap", "-O", "close"])
        #expect(keep.keeper.status[.published("e")]?.credentials.expiringSDKKeys == [])
    }

    @Test func `the gate judges an end even when nobody woke the keeper`() throws {
        var keep = try Keep(holding: EnvironmentDocument("N", grace: ("O", 100)))
        keep.pass(100)
        #expect(keep.sdk("O") == "e")
        keep.pass(1)
        #expect(keep.sdk("O") == nil)
    }

    @Test func `a step of the wall clock is seen at the next input`() throws {
        var keep = try Keep(holding: EnvironmentDocument("N", additional: [("B", 60_000)]))
        keep.stepWallClock(byMilliseconds: 60_001)
        #expect(keep.handle(.tick).words == ["swap", "-B"])
    }

    @Test func `B9, F5, F6: a grace keeps its first end, a list moves its own`() throws {
        var keep = try Keep(holding: EnvironmentDocument("N", grace: ("O", 100), additional: [("B", 40)]))
        try keep.push(EnvironmentDocument("N", grace: ("O", 20), additional: [("B", 80), ("O", 10)]))
        keep.pass(60)
        #expect(keep.handle(.tick).words == [])
        #expect(keep.sdk("B") == "e" && keep.sdk("O") == "e")
        keep.pass(21)
        #expect(keep.handle(.tick).words == ["swap", "-B"])
    }

    @Test func `B2: a key that becomes primary survives its old end`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P", additional: [("A", 50)]))
        #expect(try keep.push(EnvironmentDocument("A")).words == ["swap", "-P", "start A", "events A"])
        keep.pass(60)
        #expect(keep.handle(.tick).words == [])
        #expect(keep.sdk("A") == "e")
    }

    @Test func `R1: a key that is rotated back to inside its grace survives the grace`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        try keep.start("A")
        try keep.push(EnvironmentDocument("B", grace: ("A", 50)))
        #expect(try keep.push(EnvironmentDocument("A")).words == ["swap", "-B", "events A"])
        keep.pass(60)
        #expect(keep.handle(.tick).words == [])
        #expect(keep.sdk("A") == "e" && keep.clients == "A running, B starting unwanted")
    }

    @Test func `R2, R21: a past end is never visible, and the previous primary goes`() throws {
        var keep = try Keep(holding: EnvironmentDocument("P"))
        #expect(
            try keep.push(EnvironmentDocument("N", grace: ("P", -1), additional: [("B", -1)])).words.prefix(3) == [
                "+N", "swap", "-P",
            ])
        #expect(keep.sdk("P") == nil && keep.sdk("B") == nil)
    }
}
