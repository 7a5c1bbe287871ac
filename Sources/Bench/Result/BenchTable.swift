import Foundation

/// Lays out rows that have the same figures: names above, values below, numbers to the right.
enum BenchTable {
    static func text(_ rows: [BenchRow]) -> String {
        guard let names = rows.first?.names else { return "" }
        let lines = [names] + rows.map { $0.fields.map { cell($0.value) } }
        let widths = names.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line($0, widths) }.joined(separator: "\n")
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).enumerated().map { column, cell in
            let space = String(repeating: " ", count: cell.1 - cell.0.count)
            return column == 0 ? cell.0 + space : space + cell.0
        }
        return padded.joined(separator: "  ")
    }

    private static func cell(_ value: BenchRow.Value) -> String {
        switch value {
        case .text(let text): text
        case .count(let count): "\(count)"
        case .number(let number): figure(number)
        case .spread(let spread): "\(figure(spread.median)) [\(figure(spread.minimum))-\(figure(spread.maximum))]"
        case .counts(let spread): counts(spread)
        case .missing: "-"
        }
    }

    private static func counts(_ spread: Spread) -> String {
        let median = String(format: "%g", spread.median)  // the middle of an even number of them may be a half
        guard spread.minimum < spread.maximum else { return median }
        return median + String(format: " [%.0f-%.0f]", spread.minimum, spread.maximum)
    }

    /// Three digits that count: more would be noise.
    static func figure(_ number: Double) -> String {
        guard number.isFinite else { return "-" }
        let size = abs(number)
        let places = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
        return String(format: "%.\(places)f", number)
    }
}
