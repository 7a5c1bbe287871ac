import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct ClientConformanceTests {
    @Test(arguments: Backing.allCases)
    func `a client comes back whole, and a second registration replaces it`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.registerClient(.sample())
            #expect(try await stage.storage.getClient("client-1") == .sample())
            var other = RegisteredClient.sample()
            other.scopes = []
            other.secretHash = nil
            try await stage.storage.registerClient(other)
            #expect(try await stage.storage.getClient("client-1") == other)
        }
    }

    @Test(arguments: Backing.allCases)
    func `an unknown client is not found, for the storage and for the engine`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let error = await refusal { () async throws(StorageError) in try await stage.storage.getClient("nobody") }
            #expect(error?.sentinel == .notFound && error?.engineError == .notFound)
            #expect(error?.outcome == .failed)
        }
    }

    @Test(arguments: Backing.allCases, ["synthetic:x", "synthetic:"])
    func `a reserved id is refused and nothing is written`(_ backing: Backing, id: String) async throws {
        try await backing.withStore { stage in
            let error = await refusal { () async throws(StorageError) in
                try await stage.storage.registerClient(.sample(id))
            }
            #expect(error?.sentinel == .reservedClientID)
            let after = await refusal { () async throws(StorageError) in try await stage.storage.getClient(id) }
            #expect(after?.code == .notFound)
        }
    }

    /// Fix 24: use counts, reading does not.
    @Test(arguments: Backing.allCases)
    func `a client by dynamic registration ends 30 days after its last proven use`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let client = RegisteredClient.sample(isDCRIssued: true)
            try await stage.storage.registerClient(client)
            try await stage.pass(seconds: Lifetime.clientSeconds - 60)
            _ = try await stage.storage.getClient(client.id)
            try await stage.storage.renewClientTTL(client)
            try await stage.pass(seconds: Lifetime.clientSeconds - 60)
            #expect(try await stage.storage.getClient(client.id) == client)
            try await stage.pass(seconds: 61)
            let error = await refusal { () async throws(StorageError) in try await stage.storage.getClient(client.id) }
            #expect(error?.code == .notFound)
        }
    }

    /// Fix 25: an end that is set on what has none would be the first step to losing it.
    @Test(arguments: Backing.allCases)
    func `a permanent client stays, though somebody holds it for a registered one`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.registerClient(.sample())
            try await stage.storage.renewClientTTL(.sample(isDCRIssued: true))
            try await stage.pass(seconds: 2 * Lifetime.clientSeconds)
            #expect(try await stage.storage.getClient("client-1") == .sample())
        }
    }

    @Test(arguments: Backing.allCases)
    func `registering a static client over a marked one takes end and mark away`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.registerClient(.sample(isDCRIssued: true))
            try await stage.storage.registerClient(.sample())
            try await stage.pass(seconds: 2 * Lifetime.clientSeconds)
            #expect(try await stage.storage.getClient("client-1").isDCRIssued == false)
        }
    }

    @Test(arguments: Backing.allCases)
    func `renewing nobody, somebody permanent or somebody gone is no error`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.renewClientTTL(nil)
            try await stage.storage.renewClientTTL(.sample())
            try await stage.storage.renewClientTTL(.sample(isDCRIssued: true))
            let error = await refusal { () async throws(StorageError) in try await stage.storage.getClient("client-1") }
            #expect(error?.code == .notFound)
        }
    }

    /// Fix 26: a row that says both public and "authenticates" is confidential.
    @Test(
        arguments: Backing.allCases,
        [
            Drift(method: "none", isMarked: true, isPublic: true),
            Drift(method: "client_secret_basic", isMarked: true, isPublic: false),
            Drift(method: "none", isMarked: false, isPublic: false),
        ])
    func `a client that is pinned to a method is public only with the method none`(
        _ backing: Backing, drift: Drift
    ) async throws {
        try await backing.withStore { stage in
            var client = RegisteredClient.sample()
            client.tokenEndpointAuthMethod = drift.method
            client.isMarkedPublic = drift.isMarked
            try await stage.storage.registerClient(client)
            #expect(try await stage.storage.getClient(client.id).isPublic == drift.isPublic)
        }
    }

    struct Drift: Sendable {
        let method: String
        let isMarked: Bool
        let isPublic: Bool
    }

    /// Hazard 55: a client that nobody uses for 30 days must not take its sessions with it.
    @Test(arguments: Backing.allCases)
    func `a client lives as long as the longest session that needs it`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let client = RegisteredClient.sample(isDCRIssued: true)
            try await stage.storage.registerClient(client)
            let far = stage.now.advanced(bySeconds: 90 * 86_400)
            try await stage.storage.createRefreshToken(
                "r", accessSignature: "a", .sample(client: client, expiresAt: [.refreshToken: far]))
            try await stage.storage.createAccessToken("a", .sample(client: client))
            try await stage.storage.registerClient(client)
            try await stage.pass(seconds: 89 * 86_400)
            #expect(try await stage.storage.getRefreshToken("r").client == client)
            try await stage.pass(seconds: 2 * 86_400)
            let error = await refusal { () async throws(StorageError) in try await stage.storage.getClient(client.id) }
            #expect(error?.code == .notFound)
        }
    }
}
