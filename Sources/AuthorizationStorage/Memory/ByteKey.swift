/// What a table is looked up by: bytes, since Swift takes texts that look alike for equal and Redis does not.
struct ByteKey: Hashable, Comparable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Several parts, each behind its length but the last: no two lists of parts are alike.
    init(_ first: String, _ second: String, _ others: String...) {
        let parts = [first, second] + others
        bytes = parts.dropLast().flatMap { Array("\($0.utf8.count):\($0):".utf8) } + Array((parts.last ?? "").utf8)
    }

    static func < (left: ByteKey, right: ByteKey) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
