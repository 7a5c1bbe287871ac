import CAllocations
import CPosix
import Credentials
import Fleet

/// What one decision costs, in time and in allocations, beside a constant-time compare of the same bytes with one key.
package struct HotPathBench {
    package var rounds = 9
    package var calls = 400_000

    package init() {}

    package func run() throws -> BenchReport {
        try checkAllocationCounter()
        return BenchReport(bench: "hotpath", machine: machineDescription(), rows: try HotCase.all.map(row))
    }

    private func row(_ hot: HotCase) throws -> BenchRow {
        var (floors, ours): ([Double], [Double]) = ([], [])
        var allocations: UInt64 = 0
        for round in 0...rounds {
            let floor = measure { compare(hot, $0) }
            let our = measure { decide(hot, $0) }
            guard our.accepted == (hot.isAccepted ? calls : 0), floor.accepted == our.accepted else {
                throw BenchError("\(hot.what): \(our.accepted) of \(calls) were accepted")
            }
            guard round > 0 else { continue }  // the first one fills caches
            floors.append(floor.nanoseconds)
            ours.append(our.nanoseconds)
            allocations += our.allocations
        }
        return row(hot, floors, ours, allocationsEach: Double(allocations) / Double(rounds * calls))
    }

    private func row(_ hot: HotCase, _ floors: [Double], _ ours: [Double], allocationsEach: Double) -> BenchRow {
        var row = BenchRow(hot.what)
        row.add("bytes", hot.count)
        row.add("outgoing", hot.outgoing)
        row.add("n", calls)
        row.add("repeats", ours.count)
        row.add("floor_ns", floors)
        row.add("ours_ns", ours)
        row.add("ratio", ratios(ours, to: floors))
        row.add("allocations", allocationsEach)
        return row
    }

    private struct Timing {
        let accepted: Int
        let nanoseconds: Double
        let allocations: UInt64
    }

    private func measure(_ body: (Int) -> Int) -> Timing {
        let allocated = kq_allocations()
        let began = kq_now()
        let accepted = body(calls)
        let took = kq_now() - began
        return Timing(
            accepted: accepted, nanoseconds: Double(took) / Double(calls), allocations: kq_allocations() - allocated)
    }

    private func decide(_ hot: HotCase, _ calls: Int) -> Int {
        let now = WallTime(nanoseconds: 1)
        return hot.presented.withUnsafeBytes { presented in
            hot.tables.withUnsafeBufferPointer { tables in
                var accepted = 0
                for call in 0..<calls {
                    let place = call % HotCase.variety
                    let text = hot.text(place, of: presented)
                    accepted += tables[place].decide(text, at: now, on: .admin).isAccepted ? 1 : 0
                }
                return accepted
            }
        }
    }

    private func compare(_ hot: HotCase, _ calls: Int) -> Int {
        hot.presented.withUnsafeBytes { presented in
            hot.stored.withUnsafeBytes { stored in
                var accepted = 0
                for call in 0..<calls {
                    let place = call % HotCase.variety
                    accepted += areEqual(hot.text(place, of: presented), hot.text(place, of: stored)) ? 1 : 0
                }
                return accepted
            }
        }
    }
}

extension HotCase {
    fileprivate func text(_ place: Int, of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[place * count..<(place + 1) * count])
    }
}

/// The floor: every byte is looked at, whatever the ones before it said.
@inline(never)
private func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}

/// A counter that counts nothing would prove every claim.
func checkAllocationCounter() throws {
    let before = kq_allocations()
    let made = (0..<10).map { [UInt8](repeating: 0, count: 100 + $0) }
    guard kq_allocations() >= before + 10, made.count == 10 else {
        throw BenchError("allocations are not counted in this program")
    }
}
