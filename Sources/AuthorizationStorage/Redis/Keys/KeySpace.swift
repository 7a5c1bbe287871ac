/// The keys of a storage, as bytes. Where a key is made of two parts that a caller chooses, the first stands behind its
/// length in bytes, so that no two pairs share a key.
struct KeySpace: Sendable {
    let prefix: KeyPrefix
    private let bytes: [UInt8]

    init(_ prefix: KeyPrefix) {
        self.prefix = prefix
        bytes = Array(prefix.text.utf8)
    }

    /// A key whose last part is whatever the caller chose.
    func key(_ kind: StaticString, _ last: String) -> [UInt8] {
        var key = bytes
        key.reserveCapacity(bytes.count + kind.utf8CodeUnitCount + last.utf8.count)
        kind.withUTF8Buffer { key.append(contentsOf: $0) }
        key.append(contentsOf: last.utf8)
        return key
    }

    /// What keys of one kind begin with.
    func prefix(of kind: StaticString) -> [UInt8] { key(kind, "") }

    private func pair(_ kind: StaticString, _ first: String, _ second: String) -> [UInt8] {
        key(kind, "\(first.utf8.count):\(first):\(second)")
    }
}

/// Sessions.
extension KeySpace {
    func client(_ id: String) -> [UInt8] { key("client:", id) }
    func code(_ code: String) -> [UInt8] { key("authcode:", code) }
    func usedCode(_ code: String) -> [UInt8] { key("invalidated:", code) }
    func pkce(_ signature: String) -> [UInt8] { key("pkce:", signature) }
    func token(_ kind: TokenRows, _ signature: String) -> [UInt8] { key(kind.rows, signature) }
    func family(_ kind: TokenRows, _ requestID: String) -> [UInt8] { key(kind.index, requestID) }
    /// The mark of a refresh token that was exchanged, and for a moment what came of it.
    func rotated(_ signature: String) -> [UInt8] { key("rotated:", signature) }
    func rotation(_ signature: String) -> [UInt8] { key("rotation:", signature) }
    /// The mark of a family that was revoked as a whole.
    func revoked(_ requestID: String) -> [UInt8] { key("revoked:", requestID) }
}

/// Everything else.
extension KeySpace {
    func upstream(_ session: String, _ provider: String) -> [UInt8] { pair("upstream:", session, provider) }
    /// What the keys of a session's rows begin with.
    func upstreamRows(of session: String) -> [UInt8] { pair("upstream:", session, "") }
    func upstreamIndex(_ session: String) -> [UInt8] { key("upstream:idx:", session) }
    func upstreamIndex(ofUser user: String) -> [UInt8] { key("user:upstream:", user) }
    func pending(_ state: String) -> [UInt8] { key("pending:", state) }
    func user(_ id: String) -> [UInt8] { key("user:", id) }
    func identity(_ provider: String, _ subject: String) -> [UInt8] { pair("provider:", provider, subject) }
    func identities(ofUser user: String) -> [UInt8] { key("user:providers:", user) }
    func assertion(_ jti: String) -> [UInt8] { key("jwt:", jti) }
    func consumedAssertion(_ digest: String) -> [UInt8] { key("assertion-jwt:", digest) }
}

/// The two kinds of tokens, with the names of their rows and indexes.
enum TokenRows {
    case access, refresh

    var rows: StaticString { self == .access ? "access:" : "refresh:" }
    var index: StaticString { self == .access ? "reqid:access:" : "reqid:refresh:" }
    var tokenKind: TokenKind { self == .access ? .accessToken : .refreshToken }
}
