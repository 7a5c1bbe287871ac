/// The IPv4 address that a peer connects from: what tells peers apart behind a proxy.
///
/// All of 127.0.0.0/8 is local on Linux, so that each replica and each node can have one of its own.
package struct SourceAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first number of the text in the highest byte.
    package let bits: UInt32

    package init(bits: UInt32) { self.bits = bits }

    package static let loopback = SourceAddress(bits: 0x7F00_0001)

    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

    package var description: String {
        [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> $0)) }.joined(separator: ".")
    }
}
