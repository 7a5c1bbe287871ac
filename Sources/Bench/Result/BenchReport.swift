import Foundation

/// What one benchmark found: for a person as a table, for a program as JSON.
package struct BenchReport: Equatable, Sendable {
    package var bench: String
    package var machine: String
    package var rows: [BenchRow]
    /// What has to be said beside the figures, a sentence or two each.
    package var notes: [String]

    package init(bench: String, machine: String, rows: [BenchRow], notes: [String] = []) {
        self.bench = bench
        self.machine = machine
        self.rows = rows
        self.notes = notes
    }

    /// One table for each run of rows that have the same figures.
    package var table: String {
        var tables: [[BenchRow]] = []
        for row in rows {
            if tables.last?.first?.names == row.names {
                tables[tables.count - 1].append(row)
            } else {
                tables.append([row])
            }
        }
        let parts = ["\(bench) on \(machine)"] + tables.map(BenchTable.text) + [notes.joined(separator: "\n")]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "{}" }  // every number in it is finite
        return String(decoding: data, as: UTF8.self)
    }
}

extension BenchReport: Encodable {
    private enum CodingKeys: CodingKey { case bench, machine, rows, notes }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(bench, forKey: .bench)
        try container.encode(machine, forKey: .machine)
        try container.encode(rows, forKey: .rows)
        if !notes.isEmpty { try container.encode(notes, forKey: .notes) }
    }
}

extension BenchRow: Encodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for field in fields {
            switch field.value {
            case .text(let text): try container.encode(text, forKey: Name(field.name))
            case .count(let count): try container.encode(count, forKey: Name(field.name))
            case .number(let number): try container.encode(Self.rounded(number), forKey: Name(field.name))
            case .missing: try container.encodeNil(forKey: Name(field.name))
            case .spread(let spread), .counts(let spread):
                try container.encode(Self.rounded(spread.median), forKey: Name(field.name))
                try container.encode(Self.rounded(spread.minimum), forKey: Name(field.name + "_min"))
                try container.encode(Self.rounded(spread.maximum), forKey: Name(field.name + "_max"))
            }
        }
    }

    /// Four places say more than any of these measurements can.
    private static func rounded(_ number: Double) -> Double? {
        number.isFinite ? (number * 10_000).rounded() / 10_000 : nil
    }
}
