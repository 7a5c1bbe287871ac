import CAllocations
import CPosix
import Fleet

/// What one operation, one drain and one snapshot of a credential rotator cost, beside what a plain dictionary or a
/// pass over the ends would.
package struct RotatorBench {
    package var rounds = 9
    package var calls = 2_000

    package init() {}

    package func run() throws -> BenchReport {
        BenchReport(bench: "rotator", machine: machineDescription(), rows: try RotatorCase.all.map(row))
    }

    private func row(_ rotator: RotatorCase) throws -> BenchRow {
        var (floors, ours): ([Double], [Double]) = ([], [])
        var allocations: UInt64 = 0
        for round in 0...rounds {
            let prepared = rotator.prepare(calls)
            let floor = measure(prepared.floor)
            let our = measure(prepared.ours)
            guard our.yield == rotator.yield * calls, floor.yield > 0 else {
                throw BenchError("\(rotator.what): \(calls) calls gave \(our.yield) and not \(rotator.yield) each")
            }
            guard round > 0 else { continue }  // the first one fills caches
            floors.append(floor.nanoseconds)
            ours.append(our.nanoseconds)
            allocations += our.allocations
        }
        return row(rotator, floors, ours, allocationsEach: Double(allocations) / Double(rounds * calls))
    }

    private func row(
        _ rotator: RotatorCase, _ floors: [Double], _ ours: [Double], allocationsEach: Double
    ) -> BenchRow {
        var row = BenchRow(rotator.what)
        row.add("keys", rotator.keys)
        row.add("n", calls)
        row.add("repeats", ours.count)
        row.add("floor_ns", floors)
        row.add("ours_ns", ours)
        row.add("limit_ns", rotator.limitNanoseconds)
        row.add("ratio", ratios(ours, to: floors))
        row.add("allocations", allocationsEach)
        return row
    }

    private struct Timing {
        let yield: Int
        let nanoseconds: Double
        let allocations: UInt64
    }

    private func measure(_ body: () -> Int) -> Timing {
        let allocated = kq_allocations()
        let began = kq_now()
        let yield = body()
        let took = kq_now() - began
        return Timing(
            yield: yield, nanoseconds: Double(took) / Double(calls), allocations: kq_allocations() - allocated)
    }
}
