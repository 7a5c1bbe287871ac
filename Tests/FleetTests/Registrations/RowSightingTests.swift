import Credentials
import History
import Testing

@testable import Fleet

@Suite struct RowSightingTests {
    private static func good(
        _ life: Int64, at milliseconds: UInt64, client: UInt64 = 1, generation: UInt64 = 5
    ) -> RowSighting {
        RowSighting(
            state: .good, client: FingerprintBits(client),
            version: Version(epoch: Epoch(generation) ?? .zero, nonce: Nonce(bits: 1)), life: life,
            at: milliseconds * 1_000_000)
    }

    @Test(arguments: [
        (good(-1, at: 0), good(-1, at: 9_000)), (good(4_000, at: 0), good(3_000, at: 1_000)),
        (good(4_000, at: 0), good(2_900, at: 1_000)), (good(4_000, at: 0), good(3_100, at: 1_000)),
        (RowSighting(state: .absent, life: -2, at: 0), RowSighting(state: .absent, life: -2, at: 5)),
    ])
    func `what goes on as it was is no news`(earlier: RowSighting, later: RowSighting) {
        #expect(!later.isNews(after: earlier))
    }

    @Test(arguments: [
        (good(-1, at: 0), good(-1, at: 1, client: 2)), (good(-1, at: 0), good(-1, at: 1, generation: 6)),
        (good(-1, at: 0), good(9_000, at: 1)), (good(9_000, at: 0), good(-1, at: 1)),
        (good(4_000, at: 0), good(4_000, at: 1_000)), (good(4_000, at: 0), good(2_899, at: 1_000)),
        (good(-1, at: 0), RowSighting(state: .absent, life: -2, at: 1)),
        (RowSighting(state: .malformed, life: -1, at: 0), good(-1, at: 1)),
    ])
    func `another client, another generation and another end are news`(earlier: RowSighting, later: RowSighting) {
        #expect(later.isNews(after: earlier))
    }
}
