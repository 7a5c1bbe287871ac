import Credentials

/// Upstream tokens as Redis holds them; a tombstone is the four bytes `null`.
struct UpstreamTokensRecord {
    let tokens: UpstreamTokens

    static let tombstone = Array("null".utf8)
}

extension UpstreamTokensRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case providerID = "provider_id"
        case accessToken = "access_token"
        case refreshToken = "refresh_token"
        case idToken = "id_token"
        case expiresAt = "expires_at"
        case sessionExpiresAt = "session_expires_at"
        case userID = "user_id"
        case upstreamSubject = "upstream_subject"
        case clientID = "client_id"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        tokens = UpstreamTokens(
            providerID: try fields.text(.providerID), accessToken: Secret(text: try fields.text(.accessToken)),
            refreshToken: Secret(text: try fields.text(.refreshToken)),
            idToken: Secret(text: try fields.text(.idToken)),
            expiresAt: RowSeconds.time(try fields.seconds(.expiresAt)),
            sessionExpiresAt: RowSeconds.time(try fields.seconds(.sessionExpiresAt)),
            userID: try fields.text(.userID), upstreamSubject: try fields.text(.upstreamSubject),
            clientID: try fields.text(.clientID))
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(tokens.providerID, forKey: .providerID)
        try fields.encode(tokens.accessToken.text, forKey: .accessToken)
        try fields.encode(tokens.refreshToken.text, forKey: .refreshToken)
        try fields.encode(tokens.idToken.text, forKey: .idToken)
        try fields.encode(RowSeconds.seconds(of: tokens.expiresAt), forKey: .expiresAt)
        try fields.encode(RowSeconds.seconds(of: tokens.sessionExpiresAt), forKey: .sessionExpiresAt)
        try fields.encode(tokens.userID, forKey: .userID)
        try fields.encode(tokens.upstreamSubject, forKey: .upstreamSubject)
        try fields.encode(tokens.clientID, forKey: .clientID)
    }
}

extension Secret {
    /// For a document that is about to be stored, and nothing else.
    var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
