import Testing

@testable import Credentials

@Suite struct RegistrationRowTests {
    private func read(_ row: String, now: WallTime = Sample.now) -> RegistrationReading {
        RegistrationReading(row: Array(row.utf8), under: Sample.key(), now: now)
    }

    @Test func `a row comes back as it was`() {
        var registration = Sample.registration(expiresAt: 1_790_000_060)
        registration.providerName = "corp"
        #expect(
            RegistrationReading(row: registration.row, under: Sample.key(), now: Sample.now) == .found(registration))
    }

    @Test func `the names on the wire are the contract's, and empty ones are left out`() {
        var registration = Sample.registration()
        registration.clientSecret = nil
        registration.managementToken = nil
        registration.managementURI = ""
        registration.createdAt = nil
        let expected =
            #"{"authorization_endpoint":"https://idp.demo.test/authorize","client_id":"client-1","#
            + #""client_secret_expires_at":0,"created_at":0,"generation":1790000000000,"#
            + #""key_issuer":"https://gw.demo.test","key_redirect_uri":"https://gw.demo.test/oauth/callback","#
            + #""key_scopes_hash":"a780fc8d532ce48dc62ac7d2027bf9b07f036b7f5ec1824a882d89c35d183887","#
            + #""key_upstream_id":"https://idp.demo.test","nonce":"0000000000000007","#
            + #""token_endpoint":"https://idp.demo.test/token","token_endpoint_auth_method":"client_secret_basic"}"#
        #expect(registration.row.text == expected)
        #expect(!registration.draft.text.contains("generation"))
    }

    /// A script puts the generation first.
    @Test func `a draft with a generation in front is a row`() {
        let registration = Sample.registration()
        let row = "{\"generation\":1790000000000," + registration.draft.text.dropFirst()
        #expect(read(row) == .found(registration))
    }

    @Test func `unknown names are ignored, missing and null ones have their zero`() throws {
        let row = """
            {"key_issuer":"https://gw.demo.test","key_upstream_id":"https://idp.demo.test","client_id":"c",
             "key_redirect_uri":"https://gw.demo.test/oauth/callback","client_secret":null,"new_name":[1],
             "key_scopes_hash":"a780fc8d532ce48dc62ac7d2027bf9b07f036b7f5ec1824a882d89c35d183887",
             "authorization_endpoint":"a","token_endpoint":"t"}
            """
        let registration = try #require(read(row).registration)
        #expect(registration.version == .unstored && registration.clientSecret == nil)
        #expect(registration.createdAt == nil && registration.secretExpiresAt == nil && registration.authMethod == "")
    }

    @Test(
        arguments: [
            ("", RegistrationDamage.notARow), ("[]", .notARow), ("null", .notARow), ("{\"client_id\":1}", .notARow),
            ("{}", .incomplete), ("{\"generation\":-1}", .notARow), ("{\"generation\":1.5}", .notARow),
            ("{\"generation\":100000000000000}", .notARow), ("{\"nonce\":\"7\"}", .notARow),
            ("{\"created_at\":\"now\"}", .notARow), ("{\"created_at\":1e300}", .notARow),
        ])
    func `what is no row says so`(_ row: String, _ damage: RegistrationDamage) {
        #expect(read(row) == .malformed(damage))
    }

    @Test func `a row of another key, and one from the future, are malformed`() {
        let other = RegistrationReading(
            row: Sample.registration().row, under: Sample.key("https://other.test"), now: Sample.now)
        #expect(other == .malformed(.otherKey))
        var poisoned = Sample.registration()
        poisoned.version = Version(epoch: Epoch(1_790_000_000_500 + 86_400_001) ?? .zero, nonce: Nonce(bits: 1))
        #expect(read(poisoned.row.text) == .malformed(.poisonedGeneration))
        #expect(RegistrationReading(row: nil, under: Sample.key(), now: Sample.now) == .absent)
    }

    @Test func `what is missing is named, and a public client needs no secret`() {
        var registration = Sample.registration()
        registration.clientSecret = nil
        #expect(registration.missingPart == nil)
        let parts: [(WritableKeyPath<Registration, String>, String)] = [
            (\.tokenEndpoint, "token_endpoint"), (\.authorizationEndpoint, "authorization_endpoint"),
            (\.clientID, "client_id"),
        ]
        for (path, name) in parts {
            registration[keyPath: path] = ""
            #expect(registration.missingPart == name)
        }
        registration.key = RegistrationKey(
            issuer: "i", upstreamID: "", redirectURI: "", scopesHash: ScopesHash(text: ""))
        #expect(registration.missingPart == "key.upstream_id")
    }

    @Test func `a secret prints nothing`() {
        let text = "\(Sample.registration())"
        #expect(!text.contains("s3cr") && !text.contains("manage\""))
    }
}

@Suite struct RegistrationLifetimeTests {
    @Test(
        arguments: [
            (Int64(0), RegistrationLifetime.unlimited), (1_790_000_001, .milliseconds(500)),
            (1_790_000_000, .milliseconds(1000)), (1, .milliseconds(1000)), (1_790_000_060, .milliseconds(59_500)),
        ])
    func `a row lives as long as its secret, a second when that is past, else for ever`(
        _ end: Int64, _ expected: RegistrationLifetime
    ) { #expect(RegistrationLifetime(secretExpiresAt: UnixSeconds(end), now: Sample.now) == expected) }

    @Test func `an end is past strictly after it`() throws {
        let end = try #require(UnixSeconds(1_790_000_000))
        #expect(!end.isPast(at: WallTime(milliseconds: 1_790_000_000_000)))
        #expect(end.isPast(at: WallTime(milliseconds: 1_790_000_000_001)))
        #expect(UnixSeconds(-5) == nil && UnixSeconds(.max)?.number == UnixSeconds.latest)
    }
}
