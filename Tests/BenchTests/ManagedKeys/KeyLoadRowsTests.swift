import Testing

@testable import Bench

@Suite struct KeyLoadRowsTests {
    private static func sample(_ seconds: Double, added kib: Double = 0) -> KeyLoadSample {
        KeyLoadSample(
            seconds: seconds, cpuSecondsEach: seconds, redisSeconds: 0.1, memory: [(before: 100, after: 100 + kib)])
    }

    private static let rows = KeyLoadRows(
        keys: 5, cores: 2,
        loads: [
            KeyLoads(count: 1, floors: [sample(0.1)], ours: [sample(0.3), sample(0.5), sample(0.4)]),
            KeyLoads(count: 4, floors: [sample(0.2)], ours: [sample(0.4, added: 5120)]),
        ]
    ).rows

    private static func number(_ name: String, _ row: BenchRow) -> Double? {
        switch row.fields.first(where: { $0.name == name })?.value {
        case .number(let number): number
        case .spread(let spread): spread.median
        default: nil
        }
    }

    @Test func `one alone is held against its limit, many against what one took`() {
        #expect(Self.rows.count == 3)
        #expect(Self.number("limit_s", Self.rows[0]) == 1.5)
        #expect(Self.number("ratio", Self.rows[0]).map { abs($0 - 3) < 1e-9 } == true)
        #expect(Self.number("limit_s", Self.rows[1]).map { abs($0 - 0.8) < 1e-9 } == true)
        #expect(Self.number("ratio_to_limit", Self.rows[1]).map { abs($0 - 0.5) < 1e-9 } == true)
    }

    @Test func `memory is what was added, in MiB`() {
        #expect(Self.number("added_mib", Self.rows[2]) == 5)
        #expect(Self.number("ratio_to_limit", Self.rows[2]) == 0.5)
    }
}
