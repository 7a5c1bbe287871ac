/// One line of a benchmark: named figures, in the order in which the table shows them.
package struct BenchRow: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        case text(String)
        case count(Int)
        case number(Double)
        /// In JSON three fields: the name itself is the median, with `_min` and `_max` beside it.
        case spread(Spread)
        /// A spread of whole numbers, shown as such: one number where all are alike.
        case counts(Spread)
        case missing
    }

    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: Value
    }

    package private(set) var fields: [Field]

    package init(_ what: String) { fields = [Field(name: "what", value: .text(what))] }

    package mutating func add(_ name: String, _ value: Value) { fields.append(Field(name: name, value: value)) }
    package mutating func add(_ name: String, _ count: Int) { add(name, .count(count)) }
    package mutating func add(_ name: String, _ number: Double?) { add(name, number.map { .number($0) } ?? .missing) }

    /// Repeats of one figure; none at all is a missing value.
    package mutating func add(_ name: String, _ samples: [Double]) {
        add(name, Spread(samples).map { .spread($0) } ?? .missing)
    }

    package mutating func addCounts(_ name: String, _ samples: [Int]) {
        add(name, Spread(samples.map(Double.init)).map { .counts($0) } ?? .missing)
    }

    package var names: [String] { fields.map(\.name) }
}
