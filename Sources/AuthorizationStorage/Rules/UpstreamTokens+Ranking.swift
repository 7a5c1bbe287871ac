import Credentials

extension UpstreamTokens {
    /// Whether this row says itself to be of that user and provider; bytes decide, not what looks alike.
    func belongs(to user: String, at provider: String) -> Bool {
        userID.utf8.elementsEqual(user.utf8) && providerID.utf8.elementsEqual(provider.utf8)
    }

    /// Of some rows the one whose access token ends last; never beats every time.
    static func latest(of rows: some Sequence<UpstreamTokens>) -> UpstreamTokens? {
        rows.max { left, right in
            guard let leftEnd = left.expiresAt else { return false }
            return right.expiresAt.map { leftEnd < $0 } ?? true
        }
    }

    /// As it is read back: Redis keeps whole seconds of both times.
    var inWholeSeconds: UpstreamTokens {
        var tokens = self
        tokens.expiresAt = expiresAt?.wholeSeconds
        tokens.sessionExpiresAt = sessionExpiresAt?.wholeSeconds
        return tokens
    }
}
