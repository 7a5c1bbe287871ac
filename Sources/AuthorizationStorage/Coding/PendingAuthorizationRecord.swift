import Credentials

/// A pending authorization as Redis holds it; what says nothing is left out.
struct PendingAuthorizationRecord {
    let pending: PendingAuthorization
}

extension PendingAuthorizationRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case redirectURI = "redirect_uri"
        case state
        case pkceChallenge = "pkce_challenge"
        case pkceMethod = "pkce_method"
        case scopes
        case internalState = "internal_state"
        case upstreamPKCEVerifier = "upstream_pkce_verifier"
        case upstreamNonce = "upstream_nonce"
        case upstreamProviderName = "upstream_provider_name"
        case sessionID = "session_id"
        case resolvedUserID = "resolved_user_id"
        case resolvedUserName = "resolved_user_name"
        case resolvedUserEmail = "resolved_user_email"
        case isSingleLeg = "single_leg"
        case chainUpstreams = "chain_upstreams"
        case createdAt = "created_at"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        var pending = PendingAuthorization(createdAt: RowSeconds.time(try fields.seconds(.createdAt)))
        pending.clientID = try fields.text(.clientID)
        pending.redirectURI = try fields.text(.redirectURI)
        pending.state = try fields.text(.state)
        pending.pkceChallenge = try fields.text(.pkceChallenge)
        pending.pkceMethod = try fields.text(.pkceMethod)
        pending.scopes = try fields.texts(.scopes)
        pending.internalState = try fields.text(.internalState)
        pending.upstreamPKCEVerifier = Secret(text: try fields.text(.upstreamPKCEVerifier))
        pending.upstreamNonce = try fields.text(.upstreamNonce)
        pending.upstreamProviderName = try fields.text(.upstreamProviderName)
        pending.sessionID = try fields.text(.sessionID)
        pending.resolvedUserID = try fields.text(.resolvedUserID)
        pending.resolvedUserName = try fields.text(.resolvedUserName)
        pending.resolvedUserEmail = try fields.text(.resolvedUserEmail)
        pending.isSingleLeg = try fields.flag(.isSingleLeg)
        pending.chainUpstreams = try fields.texts(.chainUpstreams)
        self.pending = pending
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        for (key, text) in texts { try fields.encode(text, forKey: key) }
        for (key, text) in optionalTexts { try fields.encode(unlessEmpty: text, forKey: key) }
        try fields.encode(list: pending.scopes, forKey: .scopes)
        if pending.isSingleLeg { try fields.encode(true, forKey: .isSingleLeg) }
        if !pending.chainUpstreams.isEmpty { try fields.encode(pending.chainUpstreams, forKey: .chainUpstreams) }
        try fields.encode(RowSeconds.seconds(of: pending.createdAt), forKey: .createdAt)
    }

    private var texts: [(CodingKeys, String)] {
        [
            (.clientID, pending.clientID), (.redirectURI, pending.redirectURI), (.state, pending.state),
            (.pkceChallenge, pending.pkceChallenge), (.pkceMethod, pending.pkceMethod),
            (.internalState, pending.internalState), (.upstreamPKCEVerifier, pending.upstreamPKCEVerifier.text),
        ]
    }

    private var optionalTexts: [(CodingKeys, String)] {
        [
            (.upstreamNonce, pending.upstreamNonce), (.upstreamProviderName, pending.upstreamProviderName),
            (.sessionID, pending.sessionID), (.resolvedUserID, pending.resolvedUserID),
            (.resolvedUserName, pending.resolvedUserName), (.resolvedUserEmail, pending.resolvedUserEmail),
        ]
    }
}
