/// The raw texts of a fenced slot, each field at most once and no other.
struct SlotTexts {
    private var texts = [[UInt8]?](repeating: nil, count: SlotField.allCases.count)

    /// Nil unless there are seven.
    init?(values: [[UInt8]?]) {
        guard values.count == texts.count else { return nil }
        texts = values
    }

    /// Nil when a name is foreign or comes twice.
    init?(hash: [[UInt8]]) {
        guard hash.count.isMultiple(of: 2), hash.count / 2 <= texts.count else { return nil }
        for index in stride(from: 0, to: hash.count, by: 2) {
            guard let field = Self.names.firstIndex(of: hash[index]), texts[field] == nil else {
                return nil
            }
            texts[field] = hash[index + 1]
        }
    }

    /// Empty text for a field that is not there: no field tells the two apart.
    subscript(field: SlotField) -> [UInt8] {
        SlotField.allCases.firstIndex(of: field).flatMap { texts[$0] } ?? []
    }

    private static let names = SlotField.allCases.map { Array($0.rawValue.utf8) }
}
