/// Rows in columns: the first column is aligned to the left, all others to the right.
struct TextTable {
    struct Cell {
        let text: String
        let style: Ink.Style
        init(_ text: String, _ style: Ink.Style = .plain) { (self.text, self.style) = (text, style) }
    }

    private static let gap = "  "
    private(set) var rows: [[Cell]] = []

    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    func lines(_ ink: Ink) -> [String] {
        let widths = widths
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.text.count)
                let text = ink(cell.style, cell.text)
                return column == 0 ? text + padding : padding + text
            }
            return cells.joined(separator: Self.gap)
        }
    }

    private var widths: [Int] {
        rows.reduce(into: []) { widths, row in
            widths += Array(repeating: 0, count: max(0, row.count - widths.count))
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.text.count) }
        }
    }
}
