/// Bytes that must not be seen: no way to print, dump, encode or interpolate them.
///
/// Whoever needs them says so with ``withBytes(_:)``; a fingerprint is what goes into logs and reports.
public struct Secret: Sendable {
    private let bytes: [UInt8]

    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    public init(text: String) { self.bytes = Array(text.utf8) }

    public var count: Int { bytes.count }
    public var isEmpty: Bool { bytes.isEmpty }

    /// Whether it can stand in a header as a token (RFC 6750 section 2.1): no blank, nothing that ends the line.
    package var fitsIntoHeader: Bool { !bytes.isEmpty && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    /// Lends the bytes for the length of one call; do not let them escape.
    public func withBytes<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result { try body(bytes) }
}

extension Secret: Equatable {
    /// Takes a time that depends on the lengths only.
    public static func == (left: Secret, right: Secret) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        return zip(left.bytes, right.bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var debugDescription: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
