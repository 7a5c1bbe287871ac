import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct FormatTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T16:37:58.25Z", 1_795_279_078_250_000_000),
            ("2026-11-21T18:37:58.25+02:00", 1_795_279_078_250_000_000),
            ("2000-02-29T23:59:59.999999999Z", 951_868_799_999_999_999), ("1969-12-31T23:59:59.5Z", -500_000_000),
            ("2026-11-21t16:37:58.2500000001z", 1_795_279_078_250_000_000),
        ] as [(String, Int64)])
    func `a time is read to the nanosecond`(_ text: String, nanoseconds: Int64) {
        #expect(RFC3339.parse(text)?.time == WallTime(nanoseconds: nanoseconds))
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-13-01T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T00:00:00",
        "2026-11-21T00:00:00.Z",
        "2026-11-21T00:00:00Zx", "26-11-21T00:00:00Z", "2026-11-21T00:00:00+2:00", "2026-00-10T00:00:00Z",
    ])
    func `what is no time is none`(_ text: String) { #expect(RFC3339.parse(text) == nil) }

    @Test func `no time is the first second of the year 1, both ways`() {
        #expect(RFC3339.text(of: nil) == "0001-01-01T00:00:00Z")
        #expect(RFC3339.parse("0001-01-01T00:00:00Z") == RFC3339.Reading(time: nil))
        #expect(RFC3339.parse("9999-12-31T23:59:59Z")?.time == WallTime(nanoseconds: .max))
    }

    @Test func `every time that is written is read again`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let time = WallTime(
                nanoseconds: .random(in: -9_000_000_000_000_000_000...9_000_000_000_000_000_000, using: &random))
            #expect(RFC3339.parse(RFC3339.text(of: time))?.time == time)
        }
    }

    @Test func `days are counted as the calendar counts them`() {
        for day in stride(from: -200_000, through: 200_000, by: 13) {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect((1...12).contains(date.month) && (1...31).contains(date.day))
        }
        #expect(CivilDate(daysSince1970: 11_016) == CivilDate(year: 2000, month: 2, day: 29))
    }

    @Test func `the life of a row is exactly what remains`() {
        let now = WallTime(seconds: 1000)
        #expect(Lifetime(until: WallTime(nanoseconds: 1_001_500_000_000), at: now).milliseconds == 1500)
        #expect(Lifetime(until: WallTime(nanoseconds: .max), at: WallTime(nanoseconds: .min)).milliseconds ?? 0 > 1)
        #expect(Lifetime.upstream(.sample(expiresAt: now), at: now).milliseconds == 2_592_000_000)
        #expect(Lifetime.upstream(.sample(sessionExpiresAt: now), at: now).milliseconds == 2_592_000_000)
        #expect(Lifetime.upstream(.sample(expiresAt: WallTime(seconds: -2_591_000)), at: now).milliseconds == 1000)
        #expect(Lifetime.upstream(nil, at: now).milliseconds == 3_600_000)
        #expect(Lifetime.upstream(.sample(), at: now) == .endless)
    }

    @Test func `nothing of a secret is printed, dumped or reflected`() {
        let session = Session.sample()
        let error = StorageError(.codeUsed, in: .redeemAuthorizeCode, carrying: .session(session))
        let upstream = StorageError(.expired, in: .getUpstreamTokens, carrying: .upstreamTokens(.sample()))
        var text = "\(session) \(error) \(upstream) \(PendingAuthorization.sample(at: SystemClock.now()))"
        for value in [session, error, upstream, RegisteredClient.sample(), UpstreamTokens.sample()] as [Any] {
            dump(value, to: &text)
            text += String(reflecting: value)
        }
        for secret in [
            "openid profile", "access-text", "refresh-text", "id-text", "verifier", "session-9", "\u{1F511}",
        ] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }
}
