import Credentials
import FoundationEssentials

/// RFC 7592, and the use of a client.
extension AuthorizationServer {
    private struct Shown: Encodable {
        let client_id: String
        let client_secret_expires_at: Int64
        let redirect_uris: [String]
        let scope: String
        let token_endpoint_auth_method: String
        let registration_client_uri: String
    }

    /// A client that is not there and a token that is wrong are answered alike (RFC 7592 section 2.3).
    private func managed(
        _ id: String, _ request: HTTPRequest, _ tenant: AuthorizationTenant
    ) -> RegistrationLedger.Client? {
        guard tenant.managesClients, let client = ledger[id], client.entry.tenant == tenant.name,
            client.entry.state == .live, Secret(bytes: request.bearer ?? []) == client.managementToken
        else { return nil }
        return client
    }

    func look(at id: String, _ request: HTTPRequest, _ tenant: AuthorizationTenant) -> HTTPResponse {
        guard let client = managed(id, request, tenant) else { return .error(401, "invalid_token") }
        return HTTPResponse(
            status: 200,
            json: Shown(
                client_id: id, client_secret_expires_at: client.entry.secretExpiresAt?.number ?? 0,
                redirect_uris: [client.entry.redirectURI], scope: client.entry.scope,
                token_endpoint_auth_method: client.authMethod,
                registration_client_uri: "\(issuer(tenant.name))/register/\(id)"))
    }

    mutating func withdraw(_ id: String, _ request: HTTPRequest, _ tenant: AuthorizationTenant) -> HTTPResponse {
        guard managed(id, request, tenant) != nil else { return .error(401, "invalid_token") }
        ledger.change(id) { $0.state = .deleted }
        return HTTPResponse(status: 204)
    }

    /// `POST /token` with the client's identity as HTTP Basic or in the form; what it is asked for does not matter.
    mutating func use(_ request: HTTPRequest, _ tenant: AuthorizationTenant, at now: WallTime) -> HTTPResponse {
        guard let (id, secret) = identity(in: request) else { return .error(400, "invalid_request") }
        guard let client = ledger[id], client.entry.tenant == tenant.name else { return .error(401, "invalid_client") }
        let isGood =
            client.entry.state == .live && client.entry.secretExpiresAt?.isPast(at: now) != true
            && !client.isSecretEnded && client.secret == secret
        ledger.change(id) { if isGood { $0.uses += 1 } else { $0.refusedUses += 1 } }
        guard isGood else { return .error(401, "invalid_client") }
        return HTTPResponse(status: 200, json: ["access_token": "unusable", "token_type": "Bearer"])
    }

    private func identity(in request: HTTPRequest) -> (String, Secret?)? {
        if let value = request.headers["authorization"], value.lowercased().hasPrefix("basic "),
            let text = Data(base64Encoded: String(value.dropFirst(6)))
        {
            let parts = String(decoding: text, as: UTF8.self).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), Secret(text: String(parts[1]))) : nil
        }
        let form = Dictionary(
            String(decoding: request.body, as: UTF8.self).split(separator: "&").compactMap { pair in
                pair.firstIndex(of: "=").map { (String(pair[..<$0]), String(pair[pair.index(after: $0)...])) }
            }, uniquingKeysWith: { first, _ in first })
        return form["client_id"].map { ($0, form["client_secret"].map { Secret(text: $0) }) }
    }
}
