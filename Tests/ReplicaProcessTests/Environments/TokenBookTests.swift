import Credentials
import History
import ReplicaCore
import Testing

@testable import ReplicaProcess

@Suite struct TokenBookTests {
    private static func token(_ number: UInt32, _ text: String, _ kind: CredentialKind?) -> KnownToken {
        KnownToken(
            id: CredentialID(number), secret: Secret(text: text), fingerprint: FingerprintBits(UInt64(number) + 1),
            environment: kind.map { .init(kind: $0, environment: CredentialID(0)) })
    }

    @Test func `equal texts of different kinds are different credentials, each with a number of its own`() throws {
        var book = TokenBook(environments: EnvironmentKeeperSettings())
        for (number, kind) in [CredentialKind.environmentID, .sdkKey, .mobileKey].enumerated() {
            book.learn(Self.token(UInt32(number), "same", kind))
        }
        let credentials = EnvironmentCredentialKind.allCases.map { $0.credential(Array("same".utf8)) }
        #expect(credentials.compactMap { $0.flatMap(book.environments.number(of:))?.number } == [1, 2, 0])
        #expect(book.environments.number(of: .published(try #require(EnvironmentID(text: "same")))) == CredentialID(0))
        #expect(book.environments.number(of: .published(try #require(EnvironmentID(text: "other")))) == nil)
    }

    @Test func `a configured environment goes by the number of the id that the configuration gives it`() throws {
        let id = try #require(EnvironmentID(text: "e"))
        let settings = EnvironmentKeeperSettings(configured: [
            ConfiguredEnvironment(name: "prod", credentials: InitialCredentials(environmentID: id)),
            ConfiguredEnvironment(name: "test", credentials: InitialCredentials()),
        ])
        var book = TokenBook(environments: settings)
        book.learn(Self.token(4, "e", .environmentID))
        #expect(book.environments.number(of: .configured("prod")) == CredentialID(4))
        #expect(book.environments.number(of: .configured("test")) == nil)
    }

    @Test func `an environment's key is presented as it is, and an admin key in its spellings and disguised`() {
        var book = TokenBook(environments: EnvironmentKeeperSettings())
        book.learn(Self.token(0, "an-sdk-key", .sdkKey))
        book.learn(Self.token(1, "an-admin-key", nil))
        #expect(book.spellings(of: CredentialID(0)) == [Secret(text: "an-sdk-key")])
        #expect(book.disguises(of: CredentialID(0)).isEmpty)
        #expect(book.spellings(of: CredentialID(1)).count == 4)
        #expect(book.disguises(of: CredentialID(1)).count == 3)
        #expect(book.environment(CredentialID(0)) != nil && book.environment(CredentialID(1)) == nil)
    }

    @Test func `a replica without environments prepares nothing for them`() {
        var book = TokenBook()
        book.learn(Self.token(1, "an-admin-key", nil))
        #expect(book.disguises(of: CredentialID(1)).isEmpty)
    }
}
