import Credentials
import Testing

@testable import AuthorizationStorage

/// The indexes of the storage in memory lose what has ended with the sweep, however long something else lives.
@Suite struct MemoryIndexTests {
    private static let seconds = 3_000

    @Test func `indexes hold what came since the last sweep, and what lives`() {
        let start = WallTime(seconds: 1_790_000_000)
        let options = MemoryStoreOptions()
        var tables = MemoryTables(options, at: start)
        tables.upstream.set(session: "s", provider: "long", to: .sample(user: "u"), at: start)
        tables.accessTokens.set(ByteKey("long"), to: SessionRecord(.sample("f", client: nil)), end: nil, at: start)
        var longest = 0
        for second in 1...Self.seconds {
            let now = start.advanced(bySeconds: Int64(second))
            tables.sweepIfDue(at: now)
            let stale = UpstreamTokens.sample(user: "u", expiresAt: WallTime(seconds: 1))  // lives for one more second
            tables.upstream.set(session: "s", provider: "p-\(second)", to: stale, at: now)
            tables.accessTokens.set(
                ByteKey("a-\(second)"), to: SessionRecord(.sample("f", client: nil)),
                end: now.advanced(bySeconds: 1), at: now)
            longest = max(longest, tables.accessTokens.memberCount, tables.upstream.memberCounts.max() ?? 0)
        }
        #expect(longest > 1 && longest <= Int(options.sweepSeconds) + 2)
        tables.sweep(at: start.advanced(bySeconds: Int64(Self.seconds) + 10))
        #expect(tables.accessTokens.memberCount == 1 && tables.upstream.memberCounts == [1, 1])
    }
}
