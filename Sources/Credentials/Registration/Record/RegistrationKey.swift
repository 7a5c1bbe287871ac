/// What one registration is for: the caller's own issuer, the upstream, where the browser comes back, and the scopes.
///
/// Two keys are the same when their bytes are. A key with an empty part finds nothing and cannot be stored under.
public struct RegistrationKey: Hashable, Sendable {
    public let issuer: String
    /// The registration endpoint as configured, or the issuer that the discovery URL stands for.
    public let upstreamID: String
    public let redirectURI: String
    public let scopesHash: ScopesHash

    public init(issuer: String, upstreamID: String, redirectURI: String, scopesHash: ScopesHash) {
        self.issuer = issuer
        self.upstreamID = upstreamID
        self.redirectURI = redirectURI
        self.scopesHash = scopesHash
        encoded =
            [issuer, upstreamID, redirectURI].flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) + [0x3A] }
            + Array(scopesHash.text.utf8)
    }

    /// `len:issuer:len:upstream:len:redirect:hash` with lengths in bytes, so that no colon inside a part can make two keys
    /// one. What single flight goes by, and the end of the name of a row.
    public let encoded: [UInt8]

    public static func == (left: Self, right: Self) -> Bool { left.encoded == right.encoded }
    public func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}
