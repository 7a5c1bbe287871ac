/// A table for a terminal: columns as wide as their widest cell, nothing in it that a terminal would obey.
package struct TextTable: Sendable {
    private let lines: [[String]]

    package init(heading: [String], rows: [[String]]) { lines = [heading] + rows.map { $0.map(\.visible) } }

    package var text: String {
        let count = lines.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in lines.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let line = padded.joined(separator: "  ")
            return line.lastIndex { $0 != " " }.map { String(line[...$0]) } ?? ""
        }.joined(separator: "\n")
    }
}

extension String {
    /// Without what would move a cursor, begin a line or turn the direction of writing.
    fileprivate var visible: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar -> Unicode.Scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                        "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
