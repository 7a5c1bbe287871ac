/// The raw texts of a fenced slot, each field at most once and no other.
struct SlotTexts {
    private var texts: [[UInt8]?]

    /// Nil unless there are seven.
    init?(values: [[UInt8]?]) {
        guard values.count == Self.names.count else { return nil }
        texts = values
    }

    /// Nil when a name is foreign or comes twice.
    init?(hash: [[UInt8]]) {
        guard hash.count.isMultiple(of: 2), hash.count / 2 <= Self.names.count else { return nil }
        texts = Array(repeating: nil, count: Self.names.count)
        for index in stride(from: 0, to: hash.count, by: 2) {
            guard let field = Self.names.firstIndex(of: hash[index]), texts[field] == nil else {
                return nil
            }
            texts[field] = hash[index + 1]
        }
    }

    /// Empty text for a field that is not there: no field tells the two apart.
    subscript(field: SlotField) -> [UInt8] { texts[field.place] ?? [] }

    private static let names = SlotField.allCases.map { Array($0.rawValue.utf8) }
}
