/// Which cells of the matrix are wanted: `slot=fenced,fault=kill,fault=cut`. A dimension that is named more than once
/// takes each of its values, one that is not named takes all.
package struct CellFilter: Equatable, Sendable {
    private let wanted: [FailoverDimension: Set<String>]

    private init(wanted: [FailoverDimension: Set<String>]) { self.wanted = wanted }

    /// - Throws: `BenchError` that says what may stand there.
    package init(_ text: String) throws(BenchError) {
        var wanted: [FailoverDimension: Set<String>] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let (dimension, value) = try Self.condition(part)
            wanted[dimension, default: []].insert(value)
        }
        self.wanted = wanted
    }

    package func allows(_ cell: FailoverCell) -> Bool {
        wanted.allSatisfy { dimension, values in values.contains(cell.value(of: dimension)) }
    }

    package var cells: [FailoverCell] { FailoverCell.all.filter(allows) }

    private static func condition(_ text: Substring) throws(BenchError) -> (FailoverDimension, String) {
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard sides.count == 2, let dimension = FailoverDimension(rawValue: sides[0]) else {
            let names = FailoverDimension.allCases.map(\.rawValue).joined(separator: ", ")
            throw BenchError("'\(text)': a condition is DIMENSION=VALUE; dimensions are \(names)")
        }
        let values = dimension.values
        guard values.contains(sides[1]) else {
            throw BenchError("'\(text)': \(dimension.rawValue) is one of \(values.joined(separator: ", "))")
        }
        return (dimension, sides[1])
    }
}

extension FailoverDimension {
    /// Every value that some cell has, in the order of the table.
    var values: [String] {
        FailoverCell.all.reduce(into: []) { values, cell in
            let value = cell.value(of: self)
            if !values.contains(value) { values.append(value) }
        }
    }
}
