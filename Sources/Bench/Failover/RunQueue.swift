/// One run that is to be made.
struct RunOrder: Equatable, Hashable, Sendable {
    let cell: FailoverCell
    /// From 1.
    let number: Int
    /// 1, and 2 when the first was inconclusive.
    var attempt = 1

    /// The same for every cell, so that what chance decides differs between the runs of a cell and not between cells.
    var seed: Int { number + (attempt - 1) * 1_000 }
}

/// Which runs are still to be made, and what came out of those that were.
///
/// The first run of every cell comes before the second of any: a machine that gets slower in the meantime then does so to
/// all cells alike. An inconclusive run is made again once, at the end; a second one counts as what it is.
struct RunQueue: Sendable {
    static let mostAttempts = 2

    private(set) var waiting: [RunOrder]
    private(set) var results: [FailoverCell: CellResults] = [:]
    private(set) var made = 0
    private(set) var planned: Int

    init(cells: [FailoverCell], runs: Int) {
        waiting = (0..<runs).flatMap { number in cells.map { RunOrder(cell: $0, number: number + 1) } }
        planned = waiting.count
    }

    /// The next run, which is then under way; nil when there is none that could begin now.
    mutating func next() -> RunOrder? { waiting.isEmpty ? nil : waiting.removeFirst() }

    mutating func ended(_ order: RunOrder, _ ending: RunEnding) {
        made += 1
        switch ending {
        case .judged(let figures): results[order.cell, default: CellResults()].judged.append(figures)
        case .inconclusive where order.attempt < Self.mostAttempts:
            results[order.cell, default: CellResults()].repeated += 1
            planned += 1
            var again = order
            again.attempt += 1
            waiting.append(again)
        case .inconclusive(let reasons):
            results[order.cell, default: CellResults()].inconclusive.append(reasons)
        }
    }
}

/// The runs of one cell.
struct CellResults: Equatable, Sendable {
    var judged: [RunFigures] = []
    /// The reasons of each run that stayed inconclusive.
    var inconclusive: [[String]] = []
    /// Runs that were made again because the first said nothing.
    var repeated = 0
}
