import Credentials
import Testing

@testable import Stores

@Suite struct RegistrationRowTests {
    @Test(arguments: Backing.allCases)
    func `a registration that was put is read as it was, with a generation`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let registration = Example.registration("one")
            #expect(try await stage.store.read() == .absent)
            let before = try await stage.now().milliseconds
            let result = try await stage.store.put(RegistrationPut(registration, if: .absent))
            let row = try #require(try await stage.row())
            #expect(result == RegistrationPutResult(.wrote, stands: .found(row)))
            #expect(row == registration.with(epoch: Int64(row.version.epoch.number)))
            #expect(row.version.epoch.number >= UInt64(before))
            #expect(try await stage.hints() == [RegistrationHint(version: row.version, encodedKey: row.key.encoded)])
        }
    }

    @Test(arguments: Backing.allCases)
    func `what is changed after a put or a read changes nothing that is stored`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            var mine = Example.registration("one")
            try await stage.establish(mine)
            mine.clientID = "other"
            var read = try #require(try await stage.row())
            read.clientSecret = nil
            read.tokenEndpoint = ""
            let row = try #require(try await stage.row())
            #expect(
                row.clientID == "one" && row.clientSecret == Secret(text: "secret of one") && row.tokenEndpoint != "")
        }
    }

    @Test(arguments: Backing.allCases)
    func `a registration without a part it needs is not stored, and nothing is written`(_ backing: Backing) async throws
    {
        let flawed: [(String, (inout Registration) -> Void)] = [
            ("key.issuer", { $0.key = Example.key().with(issuer: "") }),
            ("key.upstream_id", { $0.key = Example.key("") }),
            ("key.redirect_uri", { $0.key = Example.key().with(redirectURI: "") }),
            ("key.scopes_hash", { $0.key = Example.key().with(hash: "") }),
            ("client_id", { $0.clientID = "" }), ("authorization_endpoint", { $0.authorizationEndpoint = "" }),
            ("token_endpoint", { $0.tokenEndpoint = "" }),
        ]
        let registrations = flawed.map { name, harm in
            var registration = Example.registration("one")
            harm(&registration)
            return (name, registration)
        }
        try await backing.withRegistrations { stage async throws in
            for (name, registration) in registrations {
                let expected = RegistrationStoreError(.failed, .missing(name))
                await #expect(throws: expected) {
                    try await stage.store.put(RegistrationPut(registration, if: .always))
                }
                await #expect(throws: expected) { try await stage.store.putBack(registration.with(epoch: 5)) }
                await #expect(throws: expected) { try await stage.store.noteLoser(registration) }
                #expect(try await stage.remaining(registration.key) == -2)
            }
            #expect(try await stage.hints().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a key with empty parts is a miss`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage async throws in
            #expect(try await stage.store.read(Example.key("")) == .absent)
            let empty = RegistrationKey(issuer: "", upstreamID: "", redirectURI: "", scopesHash: ScopesHash(text: ""))
            #expect(try await stage.store.read(empty) == .absent)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a public client needs no secret`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            var registration = Example.registration("public")
            registration.clientSecret = nil
            registration.authMethod = "none"
            try await stage.establish(registration)
            #expect(try await stage.row()?.clientSecret == nil)
        }
    }

    @Test(arguments: Backing.allCases)
    func `keys whose parts run together differently are two rows`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let one = Example.key().with(issuer: "a:1:b").with(upstream: "c")
            let other = Example.key().with(issuer: "a").with(upstream: "b:1:c")
            try await stage.establish(Example.registration("one", key: one))
            #expect(try await stage.row(other) == nil)
            try await stage.establish(Example.registration("other", key: other))
            #expect(try await stage.row(one)?.clientID == "one")
        }
    }
}

@Suite struct RegistrationLifetimeInStoreTests {
    @Test(arguments: Backing.allCases)
    func `a row without an end has none, one with an end exactly what is left`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let key = Example.key()
            try await stage.establish(Example.registration("one"))
            #expect(try await stage.remaining(key) == -1)
            let end = try #require(UnixSeconds(try await stage.now().milliseconds / 1000 + 600))
            try await stage.establish(Example.registration("two", expiresAt: end))
            let rest = try await stage.remaining(key)
            let now = try await stage.now().milliseconds
            #expect(rest >= end.milliseconds - now && rest <= 600_000)
            try await stage.establish(Example.registration("three"))
            #expect(try await stage.remaining(key) == -1)
        }
    }

    /// Readers shall see why there is none, and the time comes back as it was.
    @Test(arguments: Backing.allCases)
    func `a row whose secret has ended lives a second`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let end = try #require(UnixSeconds(1_700_000_000))
            try await stage.establish(Example.registration("late", expiresAt: end))
            let rest = try await stage.remaining(Example.key())
            #expect(rest > 0 && rest <= 1000)
            #expect(try await stage.row()?.secretExpiresAt == end)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the end of time is a time too`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            try await stage.establish(Example.registration("old", expiresAt: UnixSeconds(.max)))
            #expect(try await stage.remaining(Example.key()) > 1_000_000_000_000)
        }
    }

    @Test func `in memory a row goes when its time has come`() async throws {
        let stage = MemoryRegistrationStage()
        let end = try #require(UnixSeconds(1_790_000_010))
        try await stage.establish(Example.registration("one", expiresAt: end))
        stage.world.now = WallTime(milliseconds: end.milliseconds - 1)
        #expect(try await stage.row() != nil)
        stage.world.now = WallTime(milliseconds: end.milliseconds)
        #expect(try await stage.store.read() == .absent)
    }
}

extension RegistrationKey {
    func with(
        issuer: String? = nil, upstream: String? = nil, redirectURI: String? = nil, hash: String? = nil
    ) -> RegistrationKey {
        RegistrationKey(
            issuer: issuer ?? self.issuer, upstreamID: upstream ?? upstreamID,
            redirectURI: redirectURI ?? self.redirectURI,
            scopesHash: hash.map { ScopesHash(text: $0) } ?? scopesHash)
    }
}
