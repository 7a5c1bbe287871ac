/// A JSON value whose objects keep their order, so that a report reads as its description does.
indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case string(String)
    /// A number, as it is written.
    case number(literal: String)
    case array([JSONValue])
    case object([Member])

    struct Member: Sendable {
        let name: String
        let value: JSONValue
        init(_ name: String, _ value: JSONValue) { (self.name, self.value) = (name, value) }
    }

    /// Any integer, exactly: a seed has 64 bits.
    static func integer(_ value: some BinaryInteger) -> JSONValue { .number(literal: String(value)) }

    /// A measured number to three decimals, so that it shows no noise of binary fractions; infinite or NaN is null.
    static func decimal(_ value: Double) -> JSONValue {
        guard value.isFinite else { return .null }
        let rounded = abs(value) < 1e12 ? (value * 1000).rounded() / 1000 : value.rounded()
        return .number(literal: Int64(exactly: rounded).map { String($0) } ?? "\(rounded)")
    }

    static func decimal(_ value: Double?) -> JSONValue { value.map { .decimal($0) } ?? .null }
    static func integer(_ value: Int?) -> JSONValue { value.map { .number(literal: String($0)) } ?? .null }
    static func string(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    static func bool(_ value: Bool?) -> JSONValue { value.map { .bool($0) } ?? .null }
}
