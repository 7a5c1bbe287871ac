import Credentials
import FoundationEssentials

/// A client as Redis holds it.
struct ClientRecord {
    let client: RegisteredClient

    /// True for a row of the first generation that says public and names no method: whether it came by dynamic
    /// registration is told by whether its key has an end.
    var needsTTL: Bool { client.tokenEndpointAuthMethod == nil && client.isMarkedPublic && !client.isDCRIssued }
}

extension ClientRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, secret
        case redirectURIs = "redirect_uris"
        case grantTypes = "grant_types"
        case responseTypes = "response_types"
        case scopes, audience
        case isPublic = "public"
        case authMethod = "token_endpoint_auth_method"
        case isDCRIssued = "dcr_issued"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let method = try fields.text(.authMethod)
        client = RegisteredClient(
            id: try fields.text(.id), secretHash: try Self.secret(in: fields),
            redirectURIs: try fields.texts(.redirectURIs), grantTypes: try fields.texts(.grantTypes),
            responseTypes: try fields.texts(.responseTypes), scopes: try fields.texts(.scopes),
            audience: try fields.texts(.audience), isMarkedPublic: try fields.flag(.isPublic),
            tokenEndpointAuthMethod: method.isEmpty ? nil : method, isDCRIssued: try fields.flag(.isDCRIssued))
    }

    private static func secret(in fields: KeyedDecodingContainer<CodingKeys>) throws -> Secret? {
        guard let text = try fields.decodeIfPresent(String.self, forKey: .secret), !text.isEmpty else { return nil }
        guard let hash = Data(base64Encoded: text) else {
            throw DecodingError.dataCorruptedError(forKey: .secret, in: fields, debugDescription: "no base64")
        }
        return Secret(bytes: hash)
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(client.id, forKey: .id)
        if let secret = client.secretHash, !secret.isEmpty {
            try fields.encode(secret.withBytes { Data($0).base64EncodedString() }, forKey: .secret)
        }
        try fields.encode(list: client.redirectURIs, forKey: .redirectURIs)
        try fields.encode(list: client.grantTypes, forKey: .grantTypes)
        try fields.encode(list: client.responseTypes, forKey: .responseTypes)
        try fields.encode(list: client.scopes, forKey: .scopes)
        try fields.encode(list: client.audience, forKey: .audience)
        try fields.encode(client.isMarkedPublic, forKey: .isPublic)
        try fields.encode(unlessEmpty: client.tokenEndpointAuthMethod ?? "", forKey: .authMethod)
        if client.isDCRIssued { try fields.encode(true, forKey: .isDCRIssued) }
    }
}
