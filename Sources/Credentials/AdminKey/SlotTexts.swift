/// The raw texts of a fenced slot, each field at most once and no other; parts of the answer, not copies.
struct SlotTexts {
    /// Empty for a field that is not there: no field tells the two apart.
    private var texts: [ArraySlice<UInt8>]

    /// Nil unless there are seven.
    init?(values: [ArraySlice<UInt8>]) {
        guard values.count == Self.names.count else { return nil }
        texts = values
    }

    /// Nil when a name is foreign or comes twice.
    init?(hash: [[UInt8]]) {
        guard hash.count.isMultiple(of: 2), hash.count / 2 <= Self.names.count else { return nil }
        texts = Array(repeating: [], count: Self.names.count)
        var found: Set<Int> = []
        for index in stride(from: 0, to: hash.count, by: 2) {
            guard let field = Self.names.firstIndex(of: hash[index]), found.insert(field).inserted else { return nil }
            texts[field] = hash[index + 1][...]
        }
    }

    subscript(field: SlotField) -> ArraySlice<UInt8> { texts[field.place] }

    private static let names = SlotField.allCases.map { Array($0.rawValue.utf8) }
}
