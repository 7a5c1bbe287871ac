import Credentials

/// The nested document of a session.
struct SessionDetailsRecord {
    let details: SessionDetails
}

extension SessionDetailsRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case claims = "jwt_claims"
        case headers = "jwt_header"
        case expiresAt = "expires_at"
        case username, subject
        case upstreamSessionID = "upstream_session_id"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let ends: [String: WallTimeText] = try fields.members(.expiresAt)
        details = SessionDetails(
            claims: try fields.decodeIfPresent(JWTClaimsRecord.self, forKey: .claims)?.claims ?? JWTClaims(),
            headers: try fields.members(.headers),
            expiresAt: ends.reduce(into: [:]) { $0[TokenKind(name: $1.key)] = $1.value.time },
            username: try fields.text(.username), subject: try fields.text(.subject),
            upstreamSessionID: try fields.text(.upstreamSessionID))
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(JWTClaimsRecord(claims: details.claims), forKey: .claims)
        try fields.encode(details.headers, forKey: .headers)
        var ends = fields.nestedContainer(keyedBy: MemberName.self, forKey: .expiresAt)
        for (kind, end) in details.expiresAt { try ends.encode(WallTimeText(end), forKey: MemberName(kind.name)) }
        try fields.encode(details.username, forKey: .username)
        try fields.encode(details.subject, forKey: .subject)
        try fields.encode(details.upstreamSessionID, forKey: .upstreamSessionID)
    }
}

/// The claims of a session's tokens.
struct JWTClaimsRecord {
    let claims: JWTClaims
}

extension JWTClaimsRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case subject, issuer, audience
        case id = "jti"
        case issuedAt = "issued_at"
        case notBefore = "not_before"
        case expiresAt = "expires_at"
        case scope, extra
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        claims = JWTClaims(
            subject: try fields.text(.subject), issuer: try fields.text(.issuer),
            audience: try fields.texts(.audience), id: try fields.text(.id),
            issuedAt: try fields.time(.issuedAt).time, notBefore: try fields.time(.notBefore).time,
            expiresAt: try fields.time(.expiresAt).time, scope: try fields.texts(.scope),
            extra: try fields.members(.extra))
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(claims.subject, forKey: .subject)
        try fields.encode(claims.issuer, forKey: .issuer)
        try fields.encode(list: claims.audience, forKey: .audience)
        try fields.encode(claims.id, forKey: .id)
        try fields.encode(WallTimeText(claims.issuedAt), forKey: .issuedAt)
        try fields.encode(WallTimeText(claims.notBefore), forKey: .notBefore)
        try fields.encode(WallTimeText(claims.expiresAt), forKey: .expiresAt)
        try fields.encode(list: claims.scope, forKey: .scope)
        try fields.encode(claims.extra, forKey: .extra)
    }
}
