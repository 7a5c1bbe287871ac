import Credentials
import ReplicaCore
import Testing

@testable import Bench

/// What is measured beside each other must decide alike.
@Suite struct KeyDecisionTests {
    private static let now: Int64 = 1_800_000_000_000

    @Test func `floor and snapshot decide alike about every key, and about a foreign one`() {
        let keys = BenchKeySet(1_300, now: Self.now)
        let moment = Moment(steady: SteadyTime(nanoseconds: 1), wall: WallTime(milliseconds: Self.now))
        let snapshot = ManagedKeySnapshot.loaded(with: keys.records, at: moment)
        let table = FloorKeyTable(tokens: keys.tokens, ends: keys.records.map { $0.expiresAt?.nanoseconds ?? .max })
        for (number, token) in keys.tokens.enumerated() {
            let isExpired = number.isMultiple(of: BenchKeySet.expiredEach)
            let verdict = token.withUnsafeBytes { snapshot.decide($0, at: moment) }
            #expect(isExpired ? verdict == .expired : verdict.isAccepted)
            let found = token[3...].withUnsafeBytes { table.decide($0, at: moment.wall.nanoseconds) }
            #expect(found == (isExpired ? 2 : 1))
        }
        for token in BenchKeySet(100, now: Self.now).tokens {
            #expect(token.withUnsafeBytes { snapshot.decide($0, at: moment) } == .unknown)
            #expect(token[3...].withUnsafeBytes { table.decide($0, at: moment.wall.nanoseconds) } == 0)
        }
    }

    @Test func `each kind of decision comes out as it should in every call, and has its row`() throws {
        let keys = BenchKeySet(600, now: Self.now)
        let rows = try KeyDecisionBench(keys: keys, rounds: 2, calls: 1_000, now: Self.now).rows()
        #expect(rows.count == 4)
        for row in rows {
            #expect(row.fields.contains { $0.name == "ratio" && $0.value != .missing })
            #expect(row.fields.contains(BenchRow.Field(name: "keys", value: .count(600))))
        }
    }
}
