import FoundationEssentials

/// The body of `POST /register`.
package struct RegistrationMessage: Equatable, Sendable {
    package let redirectURI: String
    package let clientName: String
    package let authMethod: ClientAuthMethod
    /// None: the field is left out.
    package let scopes: [String]

    package init(redirectURI: String, clientName: String, authMethod: ClientAuthMethod, scopes: [String]) {
        self.redirectURI = redirectURI
        self.clientName = clientName
        self.authMethod = authMethod
        self.scopes = scopes
    }

    private struct Document: Encodable {
        let redirect_uris: [String]
        let client_name: String
        let token_endpoint_auth_method: String
        let grant_types = ["authorization_code", "refresh_token"]
        let response_types = ["code"]
        let scope: String?
    }

    package var json: [UInt8] {
        let document = Document(
            redirect_uris: [redirectURI], client_name: clientName, token_endpoint_auth_method: authMethod.rawValue,
            scope: scopes.isEmpty ? nil : scopes.joined(separator: " "))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(document) else { preconditionFailure("texts are JSON") }
        return Array(json)
    }
}

/// What the server answers to it.
package struct IssuedClient: Equatable, Sendable {
    package let clientID: String
    package let clientSecret: Secret?
    /// Empty when the server does not say.
    package let authMethod: String
    package let managementToken: Secret?
    package let managementURI: String
    package let secretExpiresAt: UnixSeconds?

    private struct Document: Decodable {
        var client_id: String?
        var client_secret: String?
        var token_endpoint_auth_method: String?
        var registration_access_token: String?
        var registration_client_uri: String?
        var client_secret_expires_at: Double?
    }

    package init(json: [UInt8]) throws(RegistrationFlaw) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
            throw .unreadable("the registration's answer is no JSON object, or a part of it is of another type")
        }
        guard let id = document.client_id, !id.isEmpty else { throw .missing("client_id") }
        guard id.utf8.count <= Self.longestID else { throw .tooLong("client_id") }
        clientID = id
        clientSecret = document.client_secret.flatMap { $0.isEmpty ? nil : Secret(text: $0) }
        authMethod = document.token_endpoint_auth_method ?? ""
        managementToken = document.registration_access_token.flatMap { $0.isEmpty ? nil : Secret(text: $0) }
        managementURI = document.registration_client_uri ?? ""
        let end = document.client_secret_expires_at ?? 0
        guard end.isFinite else { throw .unreadable("client_secret_expires_at is no time") }
        secretExpiresAt = UnixSeconds(Int64(max(0, min(end, Double(UnixSeconds.latest)))))
    }

    /// An identifier goes into rows, names of keys and logs.
    package static let longestID = 1024
}
