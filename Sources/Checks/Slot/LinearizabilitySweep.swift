import History

/// One operation on the slot, for the sweep. An operation whose return nobody saw has none.
package struct SlotOperation: Equatable, Sendable {
    /// Nanoseconds; an operation that never returned has the largest.
    package var called: Int64
    package var returned: Int64
    package var version: VersionStamp
    package var isWrite: Bool

    package init(called: Int64, returned: Int64, version: VersionStamp, isWrite: Bool) {
        self.called = called
        self.returned = returned
        self.version = version
        self.isWrite = isWrite
    }
}

/// Linearizability without search.
///
/// Every write has a version of its own, so the order of the writes is known, and the history is linearizable iff
/// - a version is returned only after its write was called,
/// - no operation returns a version below one that had been completed when it was called,
/// - and no write gets one that is not above it.
///
/// One sweep over calls and returns in the order of time (calls first on ties, so that touching operations count as
/// concurrent) keeps M, the highest version completed: at a call, remember M; at a return of v, compare. Versions are
/// ranked first, so that the sweep compares integers. O(n log n), and near-linear for histories that come nearly sorted.
package struct LinearizabilitySweep {
    private let operations: [SlotOperation]
    private let ranks: [Int32]
    /// By rank: when the version's write was called; "always" when it was not seen.
    private let written: [Time]

    package init(_ operations: [SlotOperation]) {
        self.operations = operations
        let versions = Self.distinct(operations)
        ranks = operations.map { operation in
            Int32(versions.firstIndexReached { $0 >= operation.version })
        }
        var written = [Time](repeating: .never, count: versions.count)
        var isWritten = [Bool](repeating: false, count: versions.count)
        for (operation, rank) in zip(operations, ranks) where operation.isWrite {
            written[Int(rank)] = min(written[Int(rank)], operation.called)
            isWritten[Int(rank)] = true
        }
        for rank in written.indices where !isWritten[rank] { written[rank] = .always }
        self.written = written
    }

    private static func distinct(_ operations: [SlotOperation]) -> [VersionStamp] {
        var versions: [VersionStamp] = []
        var seen: Set<VersionStamp> = []
        for operation in operations where operation.version != versions.last {
            if seen.insert(operation.version).inserted { versions.append(operation.version) }
        }
        return versions.sorted()
    }

    /// Indices of operations that no order can explain.
    package func wrong() -> [Int] {
        let calls = Self.sortedIndices(operations.count) { operations[$0].called }
        let returns = Self.sortedIndices(operations.count) { operations[$0].returned }
        var wrong: [Int] = []
        var completed: Int32 = -1
        var atCall = [Int32](repeating: -1, count: operations.count)
        var nextCall = 0
        for index in returns {
            let operation = operations[index]
            guard operation.returned != .never else { break }
            while nextCall < calls.count, operations[calls[nextCall]].called <= operation.returned {
                atCall[calls[nextCall]] = completed
                nextCall += 1
            }
            let rank = ranks[index]
            let isTooLow = operation.isWrite ? rank <= atCall[index] : rank < atCall[index]
            if isTooLow || written[Int(rank)] > operation.returned { wrong.append(index) }
            completed = max(completed, rank)
        }
        return wrong
    }

    private static func sortedIndices(_ count: Int, _ time: (Int) -> Time) -> [Int] {
        let keyed = (0..<count).map { (time($0), $0) }
        let isSorted = zip(keyed, keyed.dropFirst()).allSatisfy { $0.0 <= $1.0 }
        return (isSorted ? keyed : keyed.sorted { $0.0 < $1.0 }).map(\.1)
    }
}
