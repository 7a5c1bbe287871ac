/// Who a matching candidate belongs to, one bit each; the lowest set bit wins, so that the admin key wins the label.
enum MatchBits {
    static let current: UInt64 = 1
    static func outgoing(_ index: Int) -> UInt64 { 2 << UInt64(truncatingIfNeeded: index) }
    static let internalToken: UInt64 = 2 << UInt64(AdminKeySlot.maximumOutgoing)

    static func decision(_ bits: UInt64) -> Decision {
        if bits == 0 { return .refused }
        if bits & current != 0 { return .admin(.current) }
        let place = bits.trailingZeroBitCount - 1
        return place < AdminKeySlot.maximumOutgoing ? .admin(.outgoing(place)) : .internalToken
    }
}

/// All ones for zero, zero for anything else, without a branch.
@inline(__always)
private func maskOfZero(_ number: UInt64) -> UInt64 { ((number | (0 &- number)) >> 63) &- 1 }

/// The bitwise or of a whole vector.
@inline(__always)
private func folded(_ words: SIMD8<UInt64>) -> UInt64 {
    let four = words.lowHalf | words.highHalf
    let two = four.lowHalf | four.highHalf
    return two[0] | two[1]
}

/// A candidate of 1 to 64 bytes.
struct ShortCandidate: Sendable {
    static let capacity = 64
    private let words: SIMD8<UInt64>
    private let count: UInt64
    private let bit: UInt64

    /// Nil for a spelling that does not fit. A table is made for each record that comes, so nothing is copied twice.
    init?(_ prefix: [UInt8], _ key: Secret, bit: UInt64) {
        let count = prefix.count + key.count
        guard count > 0, count <= Self.capacity else { return nil }
        var words = SIMD8<UInt64>.zero
        withUnsafeMutableBytes(of: &words) { block in
            block.copyBytes(from: prefix)
            key.withBytes { UnsafeMutableRawBufferPointer(rebasing: block[prefix.count...]).copyBytes(from: $0) }
        }
        self.words = words
        self.count = UInt64(count)
        self.bit = bit
    }

    @inline(__always)
    func match(_ presented: SIMD8<UInt64>, count: UInt64) -> UInt64 {
        maskOfZero(folded(presented ^ words) | (count ^ self.count)) & bit
    }

    static func padded(_ bytes: ArraySlice<UInt8>) -> SIMD8<UInt64> {
        var words = SIMD8<UInt64>.zero
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        return words
    }
}

/// The candidates over 64 bytes, all padded to the length of the longest, in blocks of 64 bytes.
///
/// Rare, so the price is not the point: each presented block is compared with that block of every candidate, and the
/// time depends on the presented length alone.
struct LongCandidates: Sendable {
    private let blocks: ContiguousArray<SIMD8<UInt64>>
    private let blocksEach: Int
    private let counts: ContiguousArray<UInt64>
    private let bits: ContiguousArray<UInt64>

    init(_ candidates: [(spelling: Secret, bit: UInt64)]) {
        let blocksEach = candidates.map { ($0.spelling.count + 63) / 64 }.max() ?? 0
        var blocks = ContiguousArray<SIMD8<UInt64>>()
        for candidate in candidates {
            candidate.spelling.withBytes { bytes in
                for block in 0..<blocksEach {
                    let start = min(block * 64, bytes.count)
                    blocks.append(ShortCandidate.padded(bytes[start..<min(start + 64, bytes.count)]))
                }
            }
        }
        self.blocks = blocks
        self.blocksEach = blocksEach
        counts = ContiguousArray(candidates.map { UInt64($0.spelling.count) })
        bits = ContiguousArray(candidates.map(\.bit))
    }

    func matches(_ token: UnsafeRawBufferPointer) -> UInt64 {
        guard let base = token.baseAddress, token.count <= blocksEach * 64 else { return 0 }
        var matches: UInt64 = 0
        for candidate in counts.indices {
            var difference = counts[candidate] ^ UInt64(token.count)
            for block in 0..<(token.count + 63) / 64 {
                var presented = SIMD8<UInt64>.zero
                withUnsafeMutableBytes(of: &presented) { words in
                    let rest = min(64, token.count - block * 64)
                    words.baseAddress?.copyMemory(from: base + block * 64, byteCount: rest)
                }
                difference |= folded(presented ^ blocks[candidate * blocksEach + block])
            }
            matches |= maskOfZero(difference) & bits[candidate]
        }
        return matches
    }
}
