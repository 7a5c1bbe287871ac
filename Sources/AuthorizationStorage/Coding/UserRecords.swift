import Credentials

/// A user as Redis holds it.
struct UserRecord {
    let user: User
}

extension UserRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        user = User(
            id: try fields.text(.id), createdAt: UserSeconds.time(try fields.seconds(.createdAt)),
            updatedAt: UserSeconds.time(try fields.seconds(.updatedAt)))
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(user.id, forKey: .id)
        try fields.encode(UserSeconds.seconds(of: user.createdAt), forKey: .createdAt)
        try fields.encode(UserSeconds.seconds(of: user.updatedAt), forKey: .updatedAt)
    }
}

/// An identity as Redis holds it. It has no list and no large number in it: a script may write it anew.
struct ProviderIdentityRecord {
    let identity: ProviderIdentity
}

extension ProviderIdentityRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case userID = "user_id"
        case providerID = "provider_id"
        case subject = "provider_subject"
        case linkedAt = "linked_at"
        case lastUsedAt = "last_used_at"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        identity = ProviderIdentity(
            userID: try fields.text(.userID), providerID: try fields.text(.providerID),
            subject: try fields.text(.subject), linkedAt: UserSeconds.time(try fields.seconds(.linkedAt)),
            lastUsedAt: UserSeconds.time(try fields.seconds(.lastUsedAt)))
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(identity.userID, forKey: .userID)
        try fields.encode(identity.providerID, forKey: .providerID)
        try fields.encode(identity.subject, forKey: .subject)
        try fields.encode(UserSeconds.seconds(of: identity.linkedAt), forKey: .linkedAt)
        try fields.encode(UserSeconds.seconds(of: identity.lastUsedAt), forKey: .lastUsedAt)
    }
}
