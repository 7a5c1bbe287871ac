import FoundationEssentials

/// What an authorization server says of itself (RFC 8414, OpenID Connect Discovery), as far as a registration needs it.
package struct ServerMetadata: Equatable, Sendable {
    package let issuer: String
    package let authorizationEndpoint: String
    package let tokenEndpoint: String
    package let registrationEndpoint: String
    /// Nil when the document does not say.
    package let authMethods: [String]?
    package let codeChallengeMethods: [String]
    package let scopes: [String]

    private struct Document: Decodable {
        var issuer: String?
        var authorization_endpoint: String?
        var token_endpoint: String?
        var registration_endpoint: String?
        var token_endpoint_auth_methods_supported: [String]?
        var code_challenge_methods_supported: [String]?
        var scopes_supported: [String]?
    }

    package init(json: [UInt8]) throws(RegistrationFlaw) {
        // Its own words would quote the text.
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
            throw .unreadable("the discovery document is no JSON object, or a part of it is of another type")
        }
        issuer = document.issuer ?? ""
        authorizationEndpoint = document.authorization_endpoint ?? ""
        tokenEndpoint = document.token_endpoint ?? ""
        registrationEndpoint = document.registration_endpoint ?? ""
        authMethods = document.token_endpoint_auth_methods_supported
        codeChallengeMethods = document.code_challenge_methods_supported ?? []
        scopes = document.scopes_supported ?? []
    }
}
