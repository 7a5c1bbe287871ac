import Testing

@testable import Credentials

@Suite struct ServerDocumentTests {
    @Test func `a document is read as far as it matters`() throws {
        let json = """
            {"issuer":"https://idp.demo.test","authorization_endpoint":"https://idp.demo.test/a","x":{"y":[]},
             "token_endpoint":"https://idp.demo.test/t","scopes_supported":["openid"]}
            """
        let metadata = try ServerMetadata(json: Array(json.utf8))
        #expect(metadata.issuer == "https://idp.demo.test" && metadata.registrationEndpoint == "")
        #expect(metadata.authMethods == nil && metadata.codeChallengeMethods == [] && metadata.scopes == ["openid"])
    }

    @Test(arguments: ["", "[]", "no", "{\"issuer\":7}", "{\"scopes_supported\":\"openid\"}", "{\"issuer\":\"x\""])
    func `a document of wrong types is none`(_ json: String) {
        #expect(throws: RegistrationFlaw.self) { try ServerMetadata(json: Array(json.utf8)) }
    }

    @Test func `an answer is read with its times`() throws {
        let json = """
            {"client_id":"c","client_secret":"s","client_secret_expires_at":1790000060,
             "registration_access_token":"t","registration_client_uri":"https://idp.demo.test/r/c"}
            """
        let client = try IssuedClient(json: Array(json.utf8))
        #expect(client.secretExpiresAt?.number == 1_790_000_060 && client.clientSecret == Secret(text: "s"))
        #expect(client.managementToken == Secret(text: "t") && client.authMethod == "")
        let bare = try IssuedClient(json: Array("{\"client_id\":\"c\",\"client_secret_expires_at\":0}".utf8))
        #expect(bare.secretExpiresAt == nil && bare.clientSecret == nil && bare.managementToken == nil)
        let far = try IssuedClient(json: Array("{\"client_id\":\"c\",\"client_secret_expires_at\":1e40}".utf8))
        #expect(far.secretExpiresAt?.number == UnixSeconds.latest)
    }

    @Test func `an answer without a client is none`() {
        #expect(throws: RegistrationFlaw.missing("client_id")) { try IssuedClient(json: Array("{}".utf8)) }
        let long = "{\"client_id\":\"\(String(repeating: "c", count: 1025))\"}"
        #expect(throws: RegistrationFlaw.tooLong("client_id")) { try IssuedClient(json: Array(long.utf8)) }
        #expect(throws: RegistrationFlaw.self) { try IssuedClient(json: Array("{\"client_id\":1}".utf8)) }
    }

    @Test func `a message names what it must, and leaves out a scope that there is not`() {
        let message = RegistrationMessage(
            redirectURI: "https://gw.demo.test/cb", clientName: "Keyquake", authMethod: .basic, scopes: [])
        let expected =
            #"{"client_name":"Keyquake","grant_types":["authorization_code","refresh_token"],"#
            + #""redirect_uris":["https://gw.demo.test/cb"],"response_types":["code"],"#
            + #""token_endpoint_auth_method":"client_secret_basic"}"#
        #expect(message.json.text == expected)
        let scoped = RegistrationMessage(redirectURI: "r", clientName: "n", authMethod: .none, scopes: ["a", "b"])
        #expect(scoped.json.text.contains(#""scope":"a b""#))
    }
}

@Suite struct ClientAuthMethodTests {
    /// Advertised, challenges, public, chosen.
    @Test(
        arguments: [
            (nil, [], false, ClientAuthMethod.basic), ([], [], false, .basic),
            (["client_secret_post", "client_secret_basic"], [], false, .basic),
            (["private_key_jwt", "client_secret_post"], [], false, .post),
            (["none", "client_secret_post"], ["S256"], false, .post),
            (["none"], ["S256"], false, ClientAuthMethod.none),
            (nil, ["S256"], true, ClientAuthMethod.none),
            (["client_secret_basic", "none"], ["plain", "S256"], true, ClientAuthMethod.none),
        ] as [([String]?, [String], Bool, ClientAuthMethod)])
    func `the first that can be used`(
        _ advertised: [String]?, _ challenges: [String], _ isPublic: Bool, _ expected: ClientAuthMethod
    ) throws {
        let chosen = try ClientAuthMethod.chosen(
            advertised: advertised, challenges: challenges, isPublic: isPublic)
        #expect(chosen == expected)
    }

    @Test(
        arguments: [
            (["none"], ["plain"], false), (["private_key_jwt"], ["S256"], false), (nil, [], true),
            (["client_secret_basic"], ["S256"], true), (["none"], ["plain"], true),
        ] as [([String]?, [String], Bool)])
    func `nothing usable is an error`(_ advertised: [String]?, _ challenges: [String], _ isPublic: Bool) {
        #expect(throws: RegistrationFlaw.self) {
            try ClientAuthMethod.chosen(advertised: advertised, challenges: challenges, isPublic: isPublic)
        }
    }

    @Test func `the error of a lone none speaks of S256`() {
        let error = #expect(throws: RegistrationFlaw.self) {
            try ClientAuthMethod.chosen(advertised: ["none"], challenges: [], isPublic: false)
        }
        #expect(error?.description.contains("S256") == true && error?.description.contains("RFC 7636") == true)
    }
}

@Suite struct ServerComplaintTests {
    private func text(_ body: String, _ secrets: String...) -> String {
        ServerComplaint.text(of: Array(body.utf8), hiding: secrets.map { Secret(text: $0) })
    }

    @Test func `code and description are told`() {
        let body = #"{"error":"invalid_client_metadata","error_description":"client_name is too long","more":"hush"}"#
        #expect(text(body) == "invalid_client_metadata: client_name is too long")
    }

    @Test(arguments: ["", "<html>token hush</html>", "[\"hush\"]", "{\"error\":1}", "{\"client_secret\":\"hush\"}"])
    func `what is no error document is not told at all`(_ body: String) { #expect(text(body).isEmpty) }

    @Test func `secrets that it echoes are not told`() {
        let body = """
            {"error":"invalid_token","error_description":"token t0ken at https://b:pw@idp.test/?t=1 \
            gave 0123456789abcdef0123456789abcdef\\nend"}
            """
        #expect(text(body, "t0ken") == "invalid_token: token (secret) at https://idp.test/ gave (…) end")
    }

    /// A host and prose stay; what follows a host, or has another scheme, may be a token.
    @Test(
        arguments: [
            ("see https://idp.test/0123456789abcdef0123456789abcdef", "see https://idp.test/(…)"),
            ("see app://0123456789abcdef0123456789abcdef", "see (…)"),
            ("see https://\(String(repeating: "a", count: 65))/x", "see (…)"),
            ("see https://idp.test/help", "see https://idp.test/(…)"), ("at http://[::1]/x", "at http://[::1]/x"),
        ])
    func `of a URL in prose no more is told than where it leads`(_ description: String, _ expected: String) {
        #expect(text("{\"error_description\":\"\(description)\"}") == expected)
    }

    @Test func `it is short whatever came`() {
        let words = String(repeating: "word ", count: 1000)
        #expect(text("{\"error_description\":\"\(words)\"}").utf8.count <= 512)
        #expect(text("{\"error_description\":\"\(words + words)\"}").isEmpty)  // cut off, and so no JSON any more
    }
}
