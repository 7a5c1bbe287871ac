import Credentials
import Testing

@testable import Stores

@Suite struct RegistrationLeftoverTests {
    @Test func `all names of some keys are told, each once`() throws {
        let names = try #require(RegistrationNames(namespace: "keyquake", name: "1"))
        let keys = ["a", "b"].map {
            RegistrationKey(
                issuer: "https://gw.test", upstreamID: "https://\($0).test", redirectURI: "https://gw.test/cb",
                scopesHash: ScopesHash(of: []))
        }
        let all = names.all(of: keys)
        #expect(Set(all).count == 7 && all.count == 7)
        #expect(all.allSatisfy { $0.starts(with: Array(names.prefix.utf8)) })
        let registration = Registration(
            key: keys[0], clientID: "client-1", authorizationEndpoint: "x", tokenEndpoint: "y")
        #expect(names.tombstone(ofClient: "client-1", under: keys[0]) == names.tombstone(registration))
    }
}
