import Crypto

/// What a registration's key says of the scopes that were asked for: SHA-256 of them, sorted by bytes, without
/// duplicates, joined by line feeds; 64 lower-case hex characters.
///
/// No scopes, and one empty scope, have the same hash. Bytes and not Swift's text order: two spellings that Unicode takes
/// for equal are two scopes.
public struct ScopesHash: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Takes a hash over as it stands in a row; an empty one is none.
    public init(text: String) { self.text = text }

    public init(of scopes: [String]) {
        let sorted = scopes.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        var distinct: [[UInt8]] = []
        for scope in sorted where distinct.last != scope { distinct.append(scope) }
        let digits = Array("0123456789abcdef".utf8)
        let hex = SHA256.hash(data: Array(distinct.joined(separator: [0x0A]))).flatMap {
            [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
        }
        text = String(decoding: hex, as: UTF8.self)
    }

    public var description: String { text }
}
