import Testing

@testable import Credentials

@Suite struct WebAddressTests {
    @Test(
        arguments: [
            ("https://idp.demo.test", "idp.demo.test", nil, "", "https://idp.demo.test"),
            ("HTTPS://IDP.demo.test:8443/a?b#c", "IDP.demo.test", 8443, "/a", "HTTPS://IDP.demo.test:8443"),
            ("http://[::1]:80/x", "::1", 80, "/x", "http://[::1]:80"),
            ("http://localhost:/x", "localhost", nil, "/x", "http://localhost:"),
            ("https://a?b/c", "a", nil, "", "https://a"),
        ] as [(String, String, UInt16?, String, String)])
    func `a URL is taken apart`(_ text: String, _ host: String, _ port: UInt16?, _ path: String, _ origin: String)
        throws
    {
        let address = try #require(WebAddress(text))
        #expect(address.host == host && address.port == port && address.path == path && address.origin == origin)
    }

    @Test(
        arguments: [
            "", "idp.demo.test", "ftp://a", "https:/a", "https://", "https:///x", "https://u@a", "https://a:b@c/",
            "https://a b/", "https://a\\b/", "https://a:99999/", "https://a:0/", "https://a:1x/", "https://[::1",
            "https://[x]/",
            "https://a%2eb/", "https://é.test/", "https://a/\n", "https://a/\"", " https://a",
        ])
    func `what is none is none`(_ text: String) { #expect(WebAddress(text) == nil) }

    @Test func `one that is too long is none`() {
        #expect(WebAddress("https://a/" + String(repeating: "x", count: 2038)) != nil)
        #expect(WebAddress("https://a/" + String(repeating: "x", count: 2039)) == nil)
    }

    @Test(
        arguments: [
            ("http://localhost/", true), ("http://LOCALHOST:1/", true), ("http://127.8.9.1/", true),
            ("http://[::1]/", true), ("http://[::ffff:127.0.0.1]/", true), ("http://127.0.0.1.evil.test/", false),
            ("http://localhost.evil.test/", false), ("http://10.0.0.1/", false), ("http://127.1/", false),
        ])
    func `the own machine is known by its names`(_ text: String, _ isLoopback: Bool) throws {
        let address = try #require(WebAddress(text))
        #expect(address.isLoopback == isLoopback && address.isSecure == isLoopback)
    }

    @Test func `an authority is scheme, host in any case, and effective port`() throws {
        let one = try #require(WebAddress("https://A.test/x"))
        #expect(one.hasSameAuthority(as: try #require(WebAddress("https://a.test:443/y"))))
        #expect(!one.hasSameAuthority(as: try #require(WebAddress("http://a.test:443/y"))))
        #expect(!one.hasSameAuthority(as: try #require(WebAddress("https://a.test:444/y"))))
    }

    @Test(
        arguments: [
            "10.1.2.3", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.9.9", "192.168.1.1", "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "2001:0:1::1",
        ])
    func `private addresses are known`(_ text: String) throws {
        #expect(try #require(HostAddress(text)).isPublic == false)
    }

    @Test(arguments: ["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.66.1", "2606:4700::1111", "::ffff:8.8.8.8"])
    func `public ones too`(_ text: String) throws { #expect(try #require(HostAddress(text)).isPublic) }

    @Test(arguments: ["127.1", "0x7f.0.0.1", "1.2.3.4.5", "", "localhost", "fe80::1%eth0", "010.0.0.256"])
    func `short and odd forms are names`(_ text: String) { #expect(HostAddress(text) == nil) }
}

@Suite struct IssuerOfDiscoveryTests {
    @Test(
        arguments: [
            ("https://idp.test/.well-known/openid-configuration", "https://idp.test"),
            ("https://idp.test/tenants/7/.well-known/openid-configuration?x=1", "https://idp.test/tenants/7"),
            ("https://idp.test/.well-known/oauth-authorization-server/tenants/7", "https://idp.test/tenants/7"),
            ("https://idp.test/.well-known/oauth-authorization-server/", "https://idp.test"),
            ("https://idp.test:8443/other/document.json", "https://idp.test:8443"),
            ("https://idp.test/tenants/7/.well-known/openid-configuration/", "https://idp.test"),
        ])
    func `the issuer is what the well-known part leaves`(_ url: String, _ issuer: String) throws {
        #expect(try IssuerOfDiscovery.issuer(of: url) == issuer)
    }

    @Test func `what is no URL has no issuer`() {
        #expect(throws: RegistrationFlaw.badURL("discovery_url")) { try IssuerOfDiscovery.issuer(of: "idp.test/x") }
    }
}

@Suite struct RegistrationFailureTests {
    @Test func `a failure says its step and its cause, and no secret`() {
        let failure = RegistrationFailure(
            .dcrCall, issuer: "https://bob:pw@gw.test/?k=1", redirectURI: "https://gw.test/cb?s=1",
            .status(501, complaint: "no"))
        #expect(
            failure.description
                == "dcr: dcr_call: the server does not support dynamic client registration (status 501): no")
        #expect(failure.issuer == "https://gw.test/" && failure.redirectURI == "https://gw.test/cb")
    }

    @Test func `the steps have the contract's names`() {
        let names = RegistrationFailure.Step.allCases.map(\.rawValue)
        #expect(
            names == [
                "validate", "resolve_redirect_uri", "resolve_upstream_id", "cache_read", "claim", "metadata_discovery",
                "select_auth_method", "dcr_call", "cache_write",
            ])
    }
}
