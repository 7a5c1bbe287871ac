import Credentials
import Testing

@testable import ReplicaProcess

@Suite struct ReplicaClockTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `wall time is steady time plus the offset of the fork`() {
        let clock = ReplicaClock(wallOffset: 500)
        #expect(clock.moment(at: 100).wall == WallTime(nanoseconds: 600))
        #expect(clock.moment(at: 100).steady == SteadyTime(nanoseconds: 100))
    }

    @Test func `a skew moves the wall and leaves steady time alone`() {
        var clock = ReplicaClock(wallOffset: 0)
        clock.skew(by: -2_000, drift: 0, at: 10_000)
        #expect(clock.moment(at: 20_000).wall == WallTime(nanoseconds: 18_000))
        #expect(clock.moment(at: 20_000).steady == SteadyTime(nanoseconds: 20_000))
    }

    @Test func `a drift of 200 parts per million is 200 µs after a second`() {
        var clock = ReplicaClock(wallOffset: 0)
        clock.skew(by: 0, drift: 200, at: Self.second)
        #expect(clock.offset(at: 2 * Self.second) == 200_000)
    }

    @Test func `what a drift has made stays when the skew changes`() {
        var clock = ReplicaClock(wallOffset: 0)
        clock.skew(by: 0, drift: 1_000, at: 0)
        clock.skew(by: 5, drift: 0, at: Self.second)
        #expect(clock.offset(at: 9 * Self.second) == 1_000_005)
    }
}
