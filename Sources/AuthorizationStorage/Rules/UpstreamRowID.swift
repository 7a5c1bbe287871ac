import Crypto

/// A name for an upstream row that shows neither its session nor its provider.
enum UpstreamRowID {
    /// - Parameter place: what tells this storage's rows from another's.
    static func make(session: String, provider: String, in place: String) throws(StorageError) -> String {
        try Arguments(of: .upstreamRowID).require(session, provider)
        let parts = [place, session, provider].flatMap { Array("\($0.utf8.count):\($0)".utf8) }
        return Hex.text(of: SHA256.hash(data: parts))
    }
}

/// What an assertion is used once for.
enum AssertionDigest {
    static func hex(purpose: String, issuer: String, jti: String) -> String {
        let parts = [purpose, issuer, jti].flatMap { Array("\($0.utf8.count):\($0)".utf8) }
        return Hex.text(of: SHA256.hash(data: parts))
    }
}

enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
