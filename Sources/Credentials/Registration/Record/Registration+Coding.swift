import FoundationEssentials

/// A row as JSON has it. What is absent or null has its zero; unknown names are ignored.
private struct RegistrationRow: Encodable {
    var generation: Int64?
    var nonce: String?
    var keyIssuer: String?
    var keyUpstreamID: String?
    var keyRedirectURI: String?
    var keyScopesHash: String?
    var providerName: String?
    var clientID: String?
    var clientSecret: String?
    var authMethod: String?
    var managementToken: String?
    var managementURI: String?
    var authorizationEndpoint: String?
    var tokenEndpoint: String?
    var createdAt: Int64?
    var secretExpiresAt: Int64?

    enum CodingKeys: String, CodingKey {
        case generation, nonce
        case keyIssuer = "key_issuer"
        case keyUpstreamID = "key_upstream_id"
        case keyRedirectURI = "key_redirect_uri"
        case keyScopesHash = "key_scopes_hash"
        case providerName = "provider_name"
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case authMethod = "token_endpoint_auth_method"
        case managementToken = "registration_access_token"
        case managementURI = "registration_client_uri"
        case authorizationEndpoint = "authorization_endpoint"
        case tokenEndpoint = "token_endpoint"
        case createdAt = "created_at"
        case secretExpiresAt = "client_secret_expires_at"
    }
}

extension RegistrationRow {
    init?(json: [UInt8]) {
        guard let value = JSONValue(text: json), value.kind == .object else { return nil }
        do throws(RegistrationDamage) {
            generation = try value.wholeNumber(.generation)
            nonce = try value.text(.nonce)
            keyIssuer = try value.text(.keyIssuer)
            keyUpstreamID = try value.text(.keyUpstreamID)
            keyRedirectURI = try value.text(.keyRedirectURI)
            keyScopesHash = try value.text(.keyScopesHash)
            providerName = try value.text(.providerName)
            clientID = try value.text(.clientID)
            clientSecret = try value.text(.clientSecret)
            authMethod = try value.text(.authMethod)
            managementToken = try value.text(.managementToken)
            managementURI = try value.text(.managementURI)
            authorizationEndpoint = try value.text(.authorizationEndpoint)
            tokenEndpoint = try value.text(.tokenEndpoint)
            createdAt = try value.wholeNumber(.createdAt)
            secretExpiresAt = try value.wholeNumber(.secretExpiresAt)
        } catch {
            return nil
        }
    }
}

extension JSONValue {
    private func part(_ key: RegistrationRow.CodingKeys) -> JSONValue? {
        member(key.rawValue).flatMap { $0.kind == .null ? nil : $0 }
    }

    fileprivate func text(_ key: RegistrationRow.CodingKeys) throws(RegistrationDamage) -> String? {
        guard let part = part(key) else { return nil }
        guard let text = part.text else { throw .notARow }
        return text
    }

    /// One that Redis' Lua, which has doubles only, reads as the same one.
    fileprivate func wholeNumber(_ key: RegistrationRow.CodingKeys) throws(RegistrationDamage) -> Int64? {
        guard let part = part(key) else { return nil }
        guard let number = part.number, number == number.rounded(), abs(number) < 0x1p53 else { throw .notARow }
        return Int64(number)
    }
}

extension Int64? {
    /// Nil below zero and beyond 14 digits.
    fileprivate var epoch: Epoch? { UInt64(exactly: self ?? 0).flatMap { Epoch($0) } }
}

extension Registration {
    /// The whole row.
    public var row: [UInt8] { encoded(generation: version.epoch.number) }

    /// The row without its generation, which the script that writes makes and puts first: `{"generation":N,` and the rest
    /// of this after its brace.
    package var draft: [UInt8] { encoded(generation: nil) }

    private func encoded(generation: UInt64?) -> [UInt8] {
        let row = RegistrationRow(
            generation: generation.map { Int64($0) }, nonce: version.nonce.description,
            keyIssuer: key.issuer,
            keyUpstreamID: key.upstreamID, keyRedirectURI: key.redirectURI, keyScopesHash: key.scopesHash.text,
            providerName: providerName.nonEmpty, clientID: clientID, clientSecret: clientSecret?.text.nonEmpty,
            authMethod: authMethod.nonEmpty, managementToken: managementToken?.text.nonEmpty,
            managementURI: managementURI.nonEmpty, authorizationEndpoint: authorizationEndpoint,
            tokenEndpoint: tokenEndpoint, createdAt: createdAt?.number ?? 0,
            secretExpiresAt: secretExpiresAt?.number ?? 0)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(row) else { preconditionFailure("texts and numbers are JSON") }
        return Array(json)
    }
}

extension Registration {
    /// Reads a row, or says why it is none; there is no half of a registration.
    init(row text: [UInt8]) throws(RegistrationDamage) {
        guard let row = RegistrationRow(json: text) else { throw .notARow }
        guard let generation = row.generation.epoch, let nonce = Nonce(rowText: row.nonce) else {
            throw .notARow
        }
        self.init(
            key: RegistrationKey(
                issuer: row.keyIssuer ?? "", upstreamID: row.keyUpstreamID ?? "",
                redirectURI: row.keyRedirectURI ?? "", scopesHash: ScopesHash(text: row.keyScopesHash ?? "")),
            version: Version(epoch: generation, nonce: nonce), providerName: row.providerName ?? "",
            clientID: row.clientID ?? "", clientSecret: Secret(rowText: row.clientSecret),
            authMethod: row.authMethod ?? "", managementToken: Secret(rowText: row.managementToken),
            managementURI: row.managementURI ?? "", authorizationEndpoint: row.authorizationEndpoint ?? "",
            tokenEndpoint: row.tokenEndpoint ?? "", createdAt: UnixSeconds(row.createdAt ?? 0),
            secretExpiresAt: UnixSeconds(row.secretExpiresAt ?? 0))
        guard missingPart == nil else { throw .incomplete }
    }
}

extension Nonce {
    /// A row without one was not written by us.
    fileprivate init?(rowText: String?) {
        guard let rowText else {
            self.init(bits: 0)
            return
        }
        self.init(text: rowText.utf8)
    }
}

extension Secret {
    fileprivate init?(rowText: String?) {
        guard let rowText, !rowText.isEmpty else { return nil }
        self.init(text: rowText)
    }

    /// For a row alone.
    fileprivate var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
