import CPosix
import Credentials
import ReplicaCore

/// One kind of decision on managed keys, with what is decided on: texts that callers present, of keys all over the table.
struct KeyDecisionCase {
    let what: String
    let verdict: Verdict
    /// The presented texts, one behind the other, `count` bytes each.
    let presented: [UInt8]
    let count: Int
    /// Where in each text the part begins that is hashed.
    let hashedFrom: Int

    enum Verdict { case accepted, expired, unknown }

    private init(_ what: String, _ verdict: Verdict, bearer: Bool = false, _ tokens: [[UInt8]]) {
        let front = bearer ? Array("Bearer ".utf8) : []
        self.what = what
        self.verdict = verdict
        presented = tokens.shuffled().flatMap { front + $0 }
        count = presented.count / max(1, tokens.count)
        hashedFrom = front.count + 3
    }

    var variety: Int { presented.count / count }

    static func all(of keys: BenchKeySet, now: Int64) -> [KeyDecisionCase] {
        let numbered = Array(keys.tokens.enumerated())
        let expired = numbered.filter { $0.offset.isMultiple(of: BenchKeySet.expiredEach) }.map(\.element)
        let living = numbered.filter { !$0.offset.isMultiple(of: BenchKeySet.expiredEach) }.map(\.element)
        let foreign = BenchKeySet(keys.tokens.count, now: now).tokens
        return [
            KeyDecisionCase("accept kq_…", .accepted, living),
            KeyDecisionCase("accept Bearer kq_…", .accepted, bearer: true, living),
            KeyDecisionCase("refuse, unknown", .unknown, foreign),
            KeyDecisionCase("refuse, expired", .expired, expired),
        ]
    }
}

extension ManagedKeySnapshot {
    /// What a replica has that has read these from a store.
    static func loaded(with records: [ManagedKeyRecord], at now: Moment) -> ManagedKeySnapshot {
        var cache = ManagedKeyCache(settings: ManagedKeySettings(), seed: 1)
        _ = cache.handle(.started, at: now)
        _ = cache.handle(.linkUp, at: now)
        for start in stride(from: 0, to: records.count, by: ManagedKeyPage.largest) {
            let rows = records[start..<min(start + ManagedKeyPage.largest, records.count)]
            let page = ManagedKeyPage(
                revision: records.last?.revision ?? .zero, rows: Array(rows), skipped: [],
                last: rows.last?.revision ?? .zero, lastID: rows.last?.id, hasMore: rows.endIndex < records.count,
                total: records.count, holdsWitness: true)
            _ = cache.handle(.readEnded(.success(page)), at: now)
        }
        return cache.snapshot
    }
}
