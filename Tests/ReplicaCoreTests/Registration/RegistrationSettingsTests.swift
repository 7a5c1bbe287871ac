import Credentials
import Testing

@testable import ReplicaCore

/// The steps that need nobody: validate, resolve_redirect_uri, resolve_upstream_id.
@Suite struct RegistrationSettingsTests {
    private func plan(_ change: (inout RegistrationSettings) -> Void = { _ in }) throws -> RegistrationPlan {
        try RegistrationPlan(ResolverBench.settings(change))
    }

    private func failure(_ change: (inout RegistrationSettings) -> Void) -> RegistrationFailure? {
        #expect(throws: RegistrationFailure.self) { try plan(change) }
    }

    @Test func `a plan has the key that the settings stand for`() throws {
        let plan = try plan { $0.scopes = ["openid"] }
        #expect(
            plan.key
                == RegistrationKey(
                    issuer: "https://gw.demo.test", upstreamID: "https://idp.demo.test",
                    redirectURI: "https://gw.demo.test/oauth/callback", scopesHash: ScopesHash(of: ["openid"])))
        let direct = try self.plan {
            $0.discoveryURL = nil
            $0.registrationEndpoint = "https://idp.demo.test/x/register?y=1"
        }
        #expect(direct.key.upstreamID == "https://idp.demo.test/x/register?y=1")  // verbatim
        #expect(direct.key.scopesHash == ScopesHash(of: []))
    }

    @Test func `the issuer's path is kept before the callback, its trailing slashes are not`() throws {
        let plan = try plan { $0.issuer = "https://gw.demo.test/tenant//" }
        #expect(plan.key.redirectURI == "https://gw.demo.test/tenant/oauth/callback")
        #expect(plan.key.issuer == "https://gw.demo.test/tenant//")
    }

    @Test(
        arguments: [
            ("http://gw.demo.test/cb", RegistrationFlaw.insecureURL("redirect_uri")),
            ("https://u:p@gw.demo.test/cb", .badURL("redirect_uri")), ("/cb", .badURL("redirect_uri")),
            ("http://127.0.0.1.evil.test/", .insecureURL("redirect_uri")),
        ])
    func `a redirect URI must be https or lead to the own machine`(_ uri: String, _ flaw: RegistrationFlaw) {
        let failure = failure { $0.redirectURI = uri }
        #expect(failure?.step == .resolveRedirectURI && failure?.cause == flaw)
    }

    @Test(arguments: ["http://localhost:8080/cb", "http://LOCALHOST/cb", "http://127.9.9.9/cb", "http://[::1]:1/cb"])
    func `the own machine needs no https`(_ uri: String) throws {
        #expect(try plan { $0.redirectURI = uri }.key.redirectURI == uri)
    }

    @Test func `exactly one of the two URLs must be given`() {
        let both = failure { $0.registrationEndpoint = "https://idp.demo.test/register" }
        #expect(both?.step == .validate && both?.cause == .notExactlyOne("discovery_url", "registration_endpoint"))
        let neither = failure { $0.discoveryURL = "" }
        #expect(neither?.step == .validate)
        #expect(failure { $0.issuer = "" }?.cause == .missing("issuer"))
    }

    @Test func `what is too long is refused before anything else looks at it`() {
        let long = "https://x.test/" + String(repeating: "x", count: 2048)
        #expect(failure { $0.discoveryURL = long }?.cause == .tooLong("discovery_url"))
        #expect(failure { $0.issuer = long }?.cause == .tooLong("issuer"))
        #expect(failure { $0.tokenEndpoint = long }?.cause == .tooLong("token_endpoint"))
        #expect(failure { $0.clientName = String(repeating: "\u{E9}", count: 129) }?.cause == .tooLong("client_name"))
        #expect(failure { $0.scopes = [String(repeating: "s", count: 257)] }?.cause == .tooLong("scopes"))
        #expect(failure { $0.scopes = Array(repeating: "s", count: 257) }?.cause == .tooLong("scopes"))
    }

    @Test func `an upstream must be a URL, and a safe one`() {
        let noURL = failure { $0.discoveryURL = "idp.demo.test" }
        #expect(noURL?.step == .resolveUpstreamID && noURL?.cause == .badURL("discovery_url"))
        let plain = failure { $0.discoveryURL = "http://idp.demo.test/x" }
        #expect(plain?.step == .metadataDiscovery && plain?.cause == .insecureURL("discovery_url"))
        let direct = failure {
            $0.discoveryURL = nil
            $0.registrationEndpoint = "http://10.0.0.1/register"
        }
        #expect(direct?.step == .metadataDiscovery && direct?.cause == .insecureURL("registration_endpoint"))
        let supplied = failure {
            $0.discoveryURL = nil
            $0.registrationEndpoint = "http://127.0.0.1/register"
            $0.hasServerSuppliedEndpoints = true
        }
        #expect(supplied?.cause == .privateAddress("registration_endpoint"))
    }

    @Test func `a client is one by hand or one that registers itself`() throws {
        let settings = ResolverBench.settings()
        #expect(try UpstreamIdentity(clientID: nil, secret: nil, registration: settings) == .registered(settings))
        #expect(
            try UpstreamIdentity(clientID: "c", secret: nil, registration: nil) == .fixed(clientID: "c", secret: nil))
        #expect(throws: RegistrationFailure.self) {
            try UpstreamIdentity(clientID: "c", secret: nil, registration: settings)
        }
        #expect(throws: RegistrationFailure.self) { try UpstreamIdentity(clientID: "", secret: nil, registration: nil) }
    }
}
