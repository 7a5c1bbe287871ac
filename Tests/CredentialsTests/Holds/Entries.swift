@testable import Credentials

/// Short ways to make entries, so that a test reads as the story it tells. Times are milliseconds from ``start`` on.
enum Entries {
    static let start: Int64 = 1_790_000_000_000

    static func time(_ milliseconds: Int64) -> WallTime { WallTime(milliseconds: start + milliseconds) }
    static func epoch(_ milliseconds: Int64) -> Epoch { Epoch(UInt64(start + milliseconds)) ?? .zero }

    static func version(_ milliseconds: Int64, nonce: UInt64 = 1) -> Version {
        Version(epoch: epoch(milliseconds), nonce: Nonce(bits: nonce))
    }

    static func reading(now: Int64, _ fields: [(String, HoldsEntry)]) -> HoldsReading {
        HoldsReading(now: time(now), fields: fields.map { (name: Array($0.0.utf8), text: $0.1.text) })
    }
}

extension HoldsEntry {
    static func of(
        admin: Holding.Admin = .fenced(nil), keys: Epoch? = .zero, refuseAfter: UInt64? = nil, at milliseconds: Int64,
        incarnation: UInt32 = 1
    ) -> HoldsEntry {
        HoldsEntry(
            claim: HoldsClaim(
                incarnation: incarnation, holding: Holding(admin: admin, hasReadAdmin: true, keys: keys),
                refuseAfterMilliseconds: refuseAfter),
            time: Entries.time(milliseconds))
    }
}
