import Credentials
import FoundationEssentials

/// RFC 8414 and RFC 7591.
extension AuthorizationServer {
    private struct Document: Encodable {
        let issuer: String
        let authorization_endpoint: String
        let token_endpoint: String
        let registration_endpoint: String?
        let token_endpoint_auth_methods_supported: [String]?
        let code_challenge_methods_supported: [String]
        let scopes_supported: [String]
        let response_types_supported = ["code"]
        let grant_types_supported = ["authorization_code", "refresh_token"]
    }

    func document(of tenant: AuthorizationTenant, issuer: String) -> HTTPResponse {
        let own = self.issuer(tenant.name)
        return HTTPResponse(
            status: 200,
            json: Document(
                issuer: issuer, authorization_endpoint: "\(own)/authorize", token_endpoint: "\(own)/token",
                registration_endpoint: tenant.namesRegistration ? "\(own)/register" : nil,
                token_endpoint_auth_methods_supported: tenant.authMethods,
                code_challenge_methods_supported: tenant.challenges, scopes_supported: tenant.scopes))
    }

    private struct Wish: Decodable {
        var redirect_uris: [String]?
        var client_name: String?
        var token_endpoint_auth_method: String?
        var scope: String?
        var software_id: String?
    }

    private struct Granted: Encodable {
        let client_id: String
        let client_id_issued_at: Int64
        let client_secret: String?
        let client_secret_expires_at: Int64
        let registration_access_token: String?
        let registration_client_uri: String?
        let redirect_uris: [String]
        let client_name: String?
        let token_endpoint_auth_method: String
        let scope: String?
    }

    mutating func register(_ request: HTTPRequest, _ tenant: AuthorizationTenant, at now: WallTime) -> Reply {
        if let token = tenant.initialAccessToken, Secret(bytes: request.bearer ?? []) != token {
            return Reply(response: .error(401, "invalid_token", headers: [("WWW-Authenticate", "Bearer")]))
        }
        guard request.contentType == "application/json",
            let wish = try? JSONDecoder().decode(Wish.self, from: Data(request.body))  // its words are not ours to tell
        else { return Reply(response: .error(400, "invalid_client_metadata", "no JSON document")) }
        let method = wish.token_endpoint_auth_method ?? "client_secret_basic"
        if let refusal = flaw(of: wish, method, tenant) { return Reply(response: refusal) }
        return grant(wish, method, tenant, at: now)
    }

    private func flaw(of wish: Wish, _ method: String, _ tenant: AuthorizationTenant) -> HTTPResponse? {
        let uris = wish.redirect_uris ?? []
        guard (1...Self.mostRedirectURIs).contains(uris.count), uris.allSatisfy({ WebAddress($0)?.isSecure == true })
        else { return .error(400, "invalid_redirect_uri") }
        guard (wish.client_name?.utf8.count ?? 0) <= Self.longestName else {
            return .error(400, "invalid_client_metadata", "client_name is too long")
        }
        let software = wish.software_id ?? ""
        guard software.utf8.count <= Self.longestName, software.utf8.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E }) else {
            return .error(400, "invalid_client_metadata", "software_id is too long or not printable")
        }
        guard (tenant.authMethods ?? ["client_secret_basic"]).contains(method) else {
            return .error(400, "invalid_client_metadata", "the authentication method is not supported")
        }
        return nil
    }

    /// The limits of a registration that comes in (authorization-storage-and-registration.md section 7.2).
    static let mostRedirectURIs = 10
    static let longestName = 256

    private mutating func grant(
        _ wish: Wish, _ method: String, _ tenant: AuthorizationTenant, at now: WallTime
    ) -> Reply {
        let secret = method == "none" ? nil : secretText()
        let token = secretText()
        let id = "client-\(ledger.clients.count + 1)-\(Nonce(bits: random.next()))"
        let issued = UnixSeconds(now)
        let end = secret == nil ? nil : tenant.secretLife.flatMap { UnixSeconds((issued?.number ?? 0) + $0) }
        ledger.add(
            RegistrationLedger.Client(
                entry: LedgerEntry(
                    tenant: tenant.name, redirectURI: wish.redirect_uris?.first ?? "", scope: wish.scope ?? "",
                    clientID: id, registeredAt: issued, secretExpiresAt: end, state: .live, isAnswered: false,
                    uses: 0, refusedUses: 0),
                authMethod: method, secret: secret.map { Secret(text: $0) }, managementToken: Secret(text: token)))
        let granted = Granted(
            client_id: id, client_id_issued_at: issued?.number ?? 0, client_secret: secret,
            client_secret_expires_at: end?.number ?? 0,
            registration_access_token: tenant.managesClients ? token : nil,
            registration_client_uri: tenant.managesClients ? "\(issuer(tenant.name))/register/\(id)" : nil,
            redirect_uris: wish.redirect_uris ?? [], client_name: wish.client_name,
            token_endpoint_auth_method: method, scope: wish.scope)
        return Reply(response: HTTPResponse(status: 201, json: granted), registered: id)
    }
}
