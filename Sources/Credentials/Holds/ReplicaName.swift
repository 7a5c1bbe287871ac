/// The id under which operators know a replica: 1 to 128 visible ASCII characters, without a space.
package struct ReplicaName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package static let longest = 128

    /// Nil for anything else.
    package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

    package init?(bytes: [UInt8]) {
        guard (1...Self.longest).contains(bytes.count), bytes.allSatisfy(Self.isVisible) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    package var bytes: [UInt8] { Array(text.utf8) }
    package var description: String { text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
