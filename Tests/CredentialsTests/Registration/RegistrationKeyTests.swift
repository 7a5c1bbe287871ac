import Testing

@testable import Credentials

@Suite struct RegistrationKeyTests {
    /// authorization-storage-and-registration.md section 6.2.
    @Test(
        arguments: [
            ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ([""], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (["openid"], "a780fc8d532ce48dc62ac7d2027bf9b07f036b7f5ec1824a882d89c35d183887"),
            (["ab", "c"], "0acdf9a2665198da784232d827b01ae3d24af5db060d723950cfcd47cd82ac07"),
            (["a", "bc"], "b4c620724d95022be9765d6f660a36f90835acab2437b5e8cd71812940b29346"),
            (["openid", "profile"], "e06d77376803ad66ce2f60db77f612061837ca694e408c52e9896012e07dd930"),
        ] as [([String], String)])
    func `the contract's hashes`(_ scopes: [String], _ expected: String) {
        #expect(ScopesHash(of: scopes).text == expected)
    }

    @Test func `order and duplicates do not matter`() {
        #expect(ScopesHash(of: ["profile", "openid", "profile"]) == ScopesHash(of: ["openid", "profile"]))
    }

    /// Unicode takes both for é, and would sort Z after a.
    @Test func `scopes are compared as bytes`() {
        #expect(ScopesHash(of: ["\u{E9}"]) != ScopesHash(of: ["e\u{301}"]))
        #expect(ScopesHash(of: ["\u{E9}", "e\u{301}"]) != ScopesHash(of: ["\u{E9}"]))
        #expect(ScopesHash(of: ["a", "Z"]) == ScopesHash(of: ["Z", "a"]))
    }

    @Test func `the contract's key, under its prefix`() {
        let key = RegistrationKey(
            issuer: "https://gw.demo.test", upstreamID: "https://idp.demo.test/tenants/7",
            redirectURI: "https://gw.demo.test/oauth/callback", scopesHash: ScopesHash(of: ["openid", "profile"]))
        let expected =
            "20:https://gw.demo.test:31:https://idp.demo.test/tenants/7:35:https://gw.demo.test/oauth/callback:"
            + "e06d77376803ad66ce2f60db77f612061837ca694e408c52e9896012e07dd930"
        #expect(String(decoding: key.encoded, as: UTF8.self) == expected)
    }

    @Test func `lengths are bytes, and colons forge nothing`() {
        func key(_ issuer: String, _ upstream: String) -> RegistrationKey {
            RegistrationKey(issuer: issuer, upstreamID: upstream, redirectURI: "r", scopesHash: ScopesHash(text: "h"))
        }
        #expect(String(decoding: key("\u{E9}", "u").encoded, as: UTF8.self) == "2:\u{E9}:1:u:1:r:h")
        #expect(key("a:1:b", "c") != key("a", "b:1:c"))
        #expect(key("\u{E9}", "u") != key("e\u{301}", "u"))
        #expect(Set([key("\u{E9}", "u"), key("e\u{301}", "u")]).count == 2)
    }
}
