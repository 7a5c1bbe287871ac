import CAllocations
import CPosix
import Credentials
import ReplicaCore

/// What one decision on a managed key costs, in time and in allocations, beside its floor.
struct KeyDecisionBench {
    let keys: BenchKeySet
    let rounds: Int
    let calls: Int
    private let snapshot: ManagedKeySnapshot
    private let table: FloorKeyTable
    private let now: Moment

    /// - Parameter milliseconds: now, Unix time.
    init(keys: BenchKeySet, rounds: Int, calls: Int, now milliseconds: Int64) {
        self.keys = keys
        self.rounds = rounds
        self.calls = calls
        now = Moment(steady: SteadyTime(nanoseconds: 1), wall: WallTime(milliseconds: milliseconds))
        snapshot = .loaded(with: keys.records, at: now)
        table = FloorKeyTable(
            tokens: keys.tokens, ends: keys.records.map { $0.expiresAt?.nanoseconds ?? .max })
    }

    func rows() throws -> [BenchRow] {
        try KeyDecisionCase.all(of: keys, now: now.wall.milliseconds).map(row)
    }

    private func row(_ asked: KeyDecisionCase) throws -> BenchRow {
        var (floors, ours): ([Timing], [Timing]) = ([], [])
        for round in 0...rounds {
            let floor = measure { searched(asked) }
            let our = measure { decided(asked) }
            guard our.right == calls, floor.right == calls else {
                throw BenchError("\(asked.what): \(our.right) and \(floor.right) of \(calls) came out as they should")
            }
            guard round > 0 else { continue }  // the first one fills caches
            floors.append(floor)
            ours.append(our)
        }
        return row(asked, floors, ours)
    }

    private func row(_ asked: KeyDecisionCase, _ floors: [Timing], _ ours: [Timing]) -> BenchRow {
        var row = BenchRow(asked.what)
        row.add("bytes", asked.count)
        row.add("keys", keys.tokens.count)
        row.add("n", calls)
        row.add("repeats", ours.count)
        row.add("floor_ns", floors.map(\.nanoseconds))
        row.add("ours_ns", ours.map(\.nanoseconds))
        row.add("ratio", ratios(ours.map(\.nanoseconds), to: floors.map(\.nanoseconds)))
        row.add("floor_allocations", floors.map(\.allocations).reduce(0, +) / Double(max(1, floors.count)))
        row.add("allocations", ours.map(\.allocations).reduce(0, +) / Double(max(1, ours.count)))
        return row
    }

    /// Of one call.
    private struct Timing {
        let right: Int
        let nanoseconds: Double
        let allocations: Double
    }

    private func measure(_ body: () -> Int) -> Timing {
        let allocated = kq_allocations()
        let began = kq_now()
        let right = body()
        let took = kq_now() - began
        return Timing(
            right: right, nanoseconds: Double(took) / Double(calls),
            allocations: Double(kq_allocations() - allocated) / Double(calls))
    }

    /// How many of the calls came out as they should.
    private func decided(_ asked: KeyDecisionCase) -> Int {
        asked.presented.withUnsafeBytes { presented in
            var right = 0
            for call in 0..<calls {
                let start = call % asked.variety * asked.count
                let text = UnsafeRawBufferPointer(rebasing: presented[start..<start + asked.count])
                right += asked.verdict.fits(snapshot.decide(text, at: now)) ? 1 : 0
            }
            return right
        }
    }

    private func searched(_ asked: KeyDecisionCase) -> Int {
        let expected = asked.verdict.floor
        let wall = now.wall.nanoseconds
        return asked.presented.withUnsafeBytes { presented in
            var right = 0
            for call in 0..<calls {
                let start = call % asked.variety * asked.count
                let text = UnsafeRawBufferPointer(
                    rebasing: presented[start + asked.hashedFrom..<start + asked.count])
                right += table.decide(text, at: wall) == expected ? 1 : 0
            }
            return right
        }
    }
}

extension KeyDecisionCase.Verdict {
    fileprivate func fits(_ verdict: ManagedKeyVerdict) -> Bool {
        switch self {
        case .accepted: verdict.isAccepted
        case .expired: verdict == .expired
        case .unknown: verdict == .unknown
        }
    }

    fileprivate var floor: Int {
        switch self {
        case .accepted: 1
        case .expired: 2
        case .unknown: 0
        }
    }
}
