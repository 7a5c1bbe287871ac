import RedisLink

/// One key of a storage with what Redis says of it, and what it should be.
struct AuditedKey {
    enum Kind {
        case session, token(TokenRows), mark, client, upstream, pending, user, identity
        case family(TokenRows), upstreamIndex, userUpstreamIndex, identityIndex
        case unknown
    }

    /// Without the prefix of the storage.
    let name: String
    let type: String
    /// Unix milliseconds; -1 for never.
    let end: Int64
    let value: RedisReply

    /// The longer beginnings first: `user:upstream:` is no user.
    private static let kinds: [(start: String, kind: Kind)] = [
        ("reqid:access:", .family(.access)), ("reqid:refresh:", .family(.refresh)), ("upstream:idx:", .upstreamIndex),
        ("user:upstream:", .userUpstreamIndex), ("user:providers:", .identityIndex), ("access:", .token(.access)),
        ("refresh:", .token(.refresh)), ("authcode:", .session), ("pkce:", .session), ("invalidated:", .mark),
        ("rotated:", .mark), ("rotation:", .mark), ("revoked:", .mark), ("jwt:", .mark), ("assertion-jwt:", .mark),
        ("client:", .client), ("upstream:", .upstream), ("pending:", .pending), ("user:", .user),
        ("provider:", .identity),
    ]

    var kind: Kind { Self.kinds.first { name.utf8.starts(with: $0.start.utf8) }?.kind ?? .unknown }

    /// The part that the caller chose.
    var rest: String {
        let start = Self.kinds.first { name.utf8.starts(with: $0.start.utf8) }?.start ?? ""
        return String(decoding: name.utf8.dropFirst(start.utf8.count), as: UTF8.self)
    }

    var isIndex: Bool {
        switch kind {
        case .family, .upstreamIndex, .userUpstreamIndex, .identityIndex: true
        default: false
        }
    }

    /// True for a kind that always ends. Clients end when they came by registration, upstream rows when something of
    /// theirs ends, indexes with their members: of those the audit cannot say.
    var mustEnd: Bool {
        switch kind {
        case .session, .token, .mark, .pending: true
        default: false
        }
    }

    var members: [String] {
        RedisAuthorizationStore.texts(value).map { String(decoding: $0, as: UTF8.self) }
    }
}
