/// The entries of a table, dense and in chunks.
///
/// Chunks, so that growing copies nothing and leaves no slack, and so that a change copies one chunk at most when
/// somebody else still reads the table as it was.
struct PackedKeys {
    private var chunks: ContiguousArray<ContiguousArray<PackedKey>> = []
    private(set) var count = 0
    private static let bits = 9
    private static let each = 1 << bits

    mutating func append(_ key: PackedKey) {
        if count & (Self.each - 1) == 0 {
            var chunk = ContiguousArray<PackedKey>()
            chunk.reserveCapacity(Self.each)
            chunks.append(chunk)
        }
        chunks[count >> Self.bits].append(key)
        count += 1
    }

    subscript(position: Int) -> PackedKey {
        @inline(__always) get { chunks[position >> Self.bits][position & (Self.each - 1)] }
        @inline(__always) _modify { yield &chunks[position >> Self.bits][position & (Self.each - 1)] }
    }
}
