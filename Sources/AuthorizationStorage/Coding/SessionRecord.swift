import Credentials

/// A session as Redis holds it: its client is there by id only.
struct SessionRecord: Equatable {
    /// Without its client.
    var session: Session
    /// Empty for a session without a client.
    var clientID: String

    init(_ session: Session) {
        self.session = session
        clientID = session.client?.id ?? ""
        self.session.client = nil
    }

    /// The session of a client that was looked up.
    func session(of client: RegisteredClient?) -> Session {
        var session = session
        session.client = client
        return session
    }
}

extension SessionRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case requestedAt = "requested_at"
        case requestedScopes = "requested_scopes"
        case grantedScopes = "granted_scopes"
        case requestedAudience = "requested_audience"
        case grantedAudience = "granted_audience"
        case form
        case requestID = "request_id"
        case details = "session"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        clientID = try fields.text(.clientID)
        let details = try fields.decodeIfPresent(SessionDetailsRecord.self, forKey: .details)?.details
        session = Session(
            requestID: try fields.text(.requestID), client: nil, requestedAt: try fields.time(.requestedAt).time,
            requestedScopes: try fields.texts(.requestedScopes), grantedScopes: try fields.texts(.grantedScopes),
            requestedAudience: try fields.texts(.requestedAudience),
            grantedAudience: try fields.texts(.grantedAudience), form: try fields.members(.form),
            details: details ?? SessionDetails())
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(clientID, forKey: .clientID)
        try fields.encode(WallTimeText(session.requestedAt), forKey: .requestedAt)
        try fields.encode(list: session.requestedScopes, forKey: .requestedScopes)
        try fields.encode(list: session.grantedScopes, forKey: .grantedScopes)
        try fields.encode(list: session.requestedAudience, forKey: .requestedAudience)
        try fields.encode(list: session.grantedAudience, forKey: .grantedAudience)
        try fields.encode(session.form, forKey: .form)
        try fields.encode(session.requestID, forKey: .requestID)
        try fields.encode(SessionDetailsRecord(details: session.details), forKey: .details)
    }
}
