@testable import Checks
import History
@testable import Scenario
import Testing

/// From the last good operation to the first one after it, for each replica.
struct OutageTests {
    private func outage(_ change: (inout Scene) -> Void) throws -> Measurement? {
        var scene = Scene()
        change(&scene)
        return try scene.findings().metrics["redis.outage.max"]
    }

    private func recovered(_ at: Double, since: Double) -> (at: Double, event: Event) {
        (at, .recovered(lastGood: Clock.monotonic(since)))
    }

    private func ms(_ value: Double?, _ samples: Int) -> Measurement {
        Measurement(value: value, unit: "ms", samples: samples)
    }

    @Test func `each replica has its own`() throws {
        #expect(
            try outage {
                $0.actors[0].extra = [recovered(2_600, since: 2_000), recovered(3_600, since: 3_500)]
                $0.actors[1].extra = [recovered(2_750, since: 1_950)]
            } == ms(800, 3))
    }

    @Test func `where nothing takes Redis away there is none to measure`() throws {
        #expect(try outage { _ in } == ms(nil, 0))
        #expect(try outage { $0.hold(1, .frozen, from: 2_000, to: 2_500) } == ms(nil, 0))
    }

    @Test func `an outage that nobody missed is none`() throws {
        #expect(try outage { $0.holdAll(.redisDown, from: 2_000, to: 2_200) } == ms(0, 2))
    }

    @Test func `who was dead all the while missed nothing either, and shows nothing`() throws {
        #expect(
            try outage {
                $0.holdAll(.redisDown, from: 2_000, to: 2_200)
                for replica in UInt32(1)...2 { $0.restart(replica, killed: 1_990, ready: 2_300) }
            } == ms(nil, 0))
    }

    @Test func `a replica that stood still missed its own heartbeats`() throws {
        #expect(
            try outage {
                $0.hold(1, .frozen, from: 2_000, to: 2_500)
                $0.actors[0].extra = [recovered(2_600, since: 1_990)]
                $0.actors[1].extra = [recovered(2_300, since: 2_200)]
            } == ms(100, 1))
    }

    @Test(arguments: [(HoldReason.redisDown, 1_990.0), (.cutOff, 1_990)])
    func `what has not ended counts until the end`(_ why: HoldReason, _ expected: Double) throws {
        #expect(try outage { $0.hold(1, why, from: 3_000, to: nil) } == ms(expected, 1))
    }

    @Test func `who is held for another reason has Redis`() throws {
        #expect(try outage { $0.hold(1, .frozen, from: 3_000, to: nil) } == ms(nil, 0))
    }
}

/// What a held replica accepted of what the surviving slot had revoked.
struct StaleExposureTests {
    /// A rotation at 2,000, acknowledged at 2,004; the first replica is cut off from 1,900 to `healed`, and follows
    /// 50 ms later.
    private func exposure(healed: Double) throws -> Double? {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.hold(1, .cutOff, from: 1_900, to: healed)
        scene.actors[0].applications[1].at = healed + 50
        let findings = try scene.findings()
        #expect(findings.violations == [])
        return findings.metric("admin-key.stale-exposure.max")
    }

    @Test(arguments: [(2_100.0, 136.0), (3_000, 1_036)])
    func `it counts from the revocation, however short`(_ healed: Double, _ expected: Double) throws {
        #expect(try exposure(healed: healed) == expected)
    }

    @Test func `a hold that ended before the revocation exposes nothing`() throws {
        #expect(try exposure(healed: 1_970) == 0)
    }
}
