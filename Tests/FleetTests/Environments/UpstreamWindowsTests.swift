import Credentials
import Testing

@testable import Fleet

/// From when until when upstream takes a key. A millisecond of wall time is one of steady time, 1,000 ms apart.
@Suite final class UpstreamWindowsTests {
    private static func moment(_ milliseconds: Int64) -> Moment {
        Moment(
            steady: SteadyTime(nanoseconds: UInt64(milliseconds) * 1_000_000),
            wall: WallTime(milliseconds: milliseconds + 1_000))
    }

    private static func steady(_ milliseconds: UInt64) -> UInt64 { milliseconds * 1_000_000 }
    private static let slack: UInt64 = 500_000_000

    private static func key(_ number: Int) throws -> SDKKey { try #require(SDKKey(text: "sdk-key-number-\(number)")) }

    private var windows = UpstreamWindows<SDKKey>()
    private var rotator = CredentialRotator(at: moment(0).wall)

    private func learned(at now: Int64) -> [SDKKey: ClosedRange<UInt64>] {
        Dictionary(
            uniqueKeysWithValues: windows.update(rotator.snapshot().sdk, at: Self.moment(now), slack: Self.slack))
    }

    @Test func `a primary is taken from the moment it is known, and for good`() throws {
        rotator.rotateSDKKey(to: try Self.key(1), at: Self.moment(10).wall)
        #expect(try learned(at: 10) == [Self.key(1): Self.steady(10)...UInt64.max])
        #expect(learned(at: 20) == [:])
    }

    @Test func `a predecessor is taken a little longer than its grace`() throws {
        rotator.rotateSDKKey(to: try Self.key(1), at: Self.moment(10).wall)
        _ = learned(at: 10)
        let end = Self.moment(2_000).wall
        rotator.rotateSDKKey(
            to: try Self.key(2), grace: GraceNotice(key: try Self.key(1), end: end), at: Self.moment(20).wall)
        #expect(
            try learned(at: 20) == [
                Self.key(1): Self.steady(10)...Self.steady(2_500), Self.key(2): Self.steady(20)...UInt64.max,
            ])
    }

    @Test func `a revoked key is taken a little longer, once, and again when it comes back`() throws {
        rotator.rotateSDKKey(to: try Self.key(1), at: Self.moment(10).wall)
        _ = learned(at: 10)
        rotator.rotateSDKKey(to: try Self.key(2), at: Self.moment(20).wall)
        #expect(try learned(at: 20)[Self.key(1)] == Self.steady(10)...Self.steady(520))
        #expect(learned(at: 40) == [:])
        rotator.rotateSDKKey(to: try Self.key(1), at: Self.moment(60).wall)
        #expect(try learned(at: 60)[Self.key(1)] == Self.steady(10)...UInt64.max)
    }

    @Test func `of an environment that is gone every key goes`() throws {
        rotator.rotateSDKKey(to: try Self.key(1), at: Self.moment(10).wall)
        rotator.setAdditionalSDKKeys(AdditionalKeys(active: [try Self.key(2)]), at: Self.moment(10).wall)
        #expect(learned(at: 10).count == 2)
        let gone = windows.update(nil, at: Self.moment(100), slack: Self.slack)
        #expect(gone.count == 2 && gone.allSatisfy { $0.1.upperBound == Self.steady(600) })
    }
}
