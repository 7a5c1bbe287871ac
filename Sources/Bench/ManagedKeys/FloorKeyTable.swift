import Crypto
import Credentials

/// The floor of a decision: one SHA-256 and one lookup in a packed table, over bare memory, without bounds, and with
/// nothing asked about the text.
final class FloorKeyTable {
    private struct Entry {
        let digest: (UInt64, UInt64, UInt64, UInt64)
        let end: Int64
        let number: Int
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let slots: UnsafeMutablePointer<UInt32>
    private let mask: Int

    init(tokens: [[UInt8]], ends: [Int64]) {
        var size = 1
        while size < tokens.count * 2 { size *= 2 }
        mask = size - 1
        entries = .allocate(capacity: max(1, tokens.count))
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        for (number, token) in tokens.enumerated() {
            let digest = token[3...].withUnsafeBytes { Self.digest(of: $0) }
            (entries + number).initialize(to: Entry(digest: digest, end: ends[number], number: number))
            var slot = Int(truncatingIfNeeded: digest.0) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = Self.tag(digest.0) | UInt32(number + 1)
        }
    }

    deinit {
        entries.deallocate()
        slots.deallocate()
    }

    /// 1 for a key that has not ended, 2 for one that has, 0 for none.
    @inline(__always)
    func decide(_ text: UnsafeRawBufferPointer, at now: Int64) -> Int {
        let digest = Self.digest(of: text)
        let tag = Self.tag(digest.0)
        var slot = Int(truncatingIfNeeded: digest.0) & mask
        while slots[slot] != 0 {
            if slots[slot] & 0xFF00_0000 == tag {
                let entry = entries + Int(slots[slot] & 0xFF_FFFF) - 1
                if entry.pointee.digest == digest { return now < entry.pointee.end ? 1 : 2 }
            }
            slot = (slot + 1) & mask
        }
        return 0
    }

    private static func tag(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word >> 56) << 24 }

    @inline(__always)
    private static func digest(of text: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
        SHA256.hash(data: text).withUnsafeBytes { digest in
            (
                digest.loadUnaligned(as: UInt64.self), digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            )
        }
    }
}
