/// The IPv4 address that a peer connects from: what tells peers apart behind a proxy.
///
/// All of 127.0.0.0/8 is local on Linux, so that each replica and each node can have one of its own.
package struct SourceAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first number of the text in the highest byte.
    package let bits: UInt32

    package init(bits: UInt32) { self.bits = bits }

    /// Nil for what is not four numbers up to 255 with dots between them.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in part.utf8.allSatisfy { 48...57 ~= $0 } ? UInt8(part) : nil }
        guard parts.count == 4, numbers.count == 4 else { return nil }
        bits = numbers.reduce(0) { $0 << 8 | UInt32($1) }
    }

    package static let loopback = SourceAddress(bits: 0x7F00_0001)

    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

    package var description: String {
        [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> $0)) }.joined(separator: ".")
    }
}
