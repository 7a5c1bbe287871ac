import Credentials
import Testing

@testable import ReplicaCore

/// One replica on its way through the steps, and how each of them fails.
@Suite struct RegistrationStepTests {
    @Test func `a hit needs no network`() throws {
        var bench = try ResolverBench()
        let row = Self.row(bench.resolver.plan.key)
        let effects = bench.begin(stands: .found(row))
        #expect(effects.used == .some(row) && effects.requests.isEmpty && bench.resolver.phase == .resolved)
    }

    @Test func `who is told of changes faster than it can read adopts all the same`() throws {
        var bench = try ResolverBench()
        _ = bench.handle(.started)
        _ = bench.handle(.linkUp)
        let row = Self.row(bench.resolver.plan.key)
        _ = bench.handle(.hinted)
        #expect(bench.handle(.readEnded(.success(.found(row)))).used == .some(row))
        // And reads again: the hint may have been about a later one.
        _ = bench.handle(.hinted)
        var next = row
        next.version = Version(epoch: try #require(Epoch(1_790_000_000_001)), nonce: Nonce(bits: 6))
        #expect(bench.handle(.readEnded(.success(.found(next)))).used == .some(next))
        // What is no news proves nothing: it may be from before the hint.
        _ = bench.handle(.hinted)
        #expect(bench.handle(.readEnded(.success(.absent))) == [.read])
    }

    @Test func `a token that no header can carry is no plan`() {
        let failure = #expect(throws: RegistrationFailure.self) {
            try ResolverBench { $0.initialAccessToken = Secret(text: "two\nlines") }
        }
        #expect(failure?.step == .validate && failure.map { "\($0)".contains("lines") } == false)
    }

    @Test func `an old registration is used, and warned about`() throws {
        var bench = try ResolverBench()
        var row = Self.row(bench.resolver.plan.key)
        row.createdAt = UnixSeconds(1_790_000_001 - 91 * 86_400)
        let effects = bench.begin(stands: .found(row))
        #expect(effects.contains(.note(.adopted(clientID: "c-0", ageDays: 91, isStale: true))))
        var ageless = try ResolverBench()
        row.createdAt = nil
        #expect(
            ageless.begin(stands: .found(row)).contains(
                .note(.adopted(clientID: "c-0", ageDays: nil, isStale: true))))
        var young = try ResolverBench()
        row.createdAt = UnixSeconds(1_790_000_001 - 90 * 86_400)
        #expect(
            young.begin(stands: .found(row)).contains(
                .note(.adopted(clientID: "c-0", ageDays: 90, isStale: false))))
    }

    @Test func `a row whose secret has ended is a miss, and is replaced`() throws {
        var bench = try ResolverBench()
        var row = Self.row(bench.resolver.plan.key)
        row.secretExpiresAt = UnixSeconds(1_790_000_000)
        let discovery = try #require(bench.begin(stands: .found(row)).request)
        let document = RegistrationResponse(
            status: 200, contentType: "application/json", body: Array(ResolverBench.document().utf8))
        let call = try #require(bench.handle(.requestEnded(discovery.number, .success(document))).request)
        let answer = RegistrationResponse(
            status: 201, contentType: "application/json", body: Array(ResolverBench.answer.utf8))
        let put = bench.handle(.requestEnded(call.number, .success(answer))).put
        #expect(put?.condition == .notAbove(row.version))
    }

    @Test func `the requests carry their limits, and the token goes to the one that registers`() throws {
        var bench = try ResolverBench {
            $0.initialAccessToken = Secret(text: "initial")
            $0.scopes = ["openid", "email"]
        }
        let discovery = try #require(bench.begin().request)
        #expect(discovery.method == .get && discovery.bearer == nil && discovery.timeLimit == 10_000_000_000)
        #expect(discovery.redirects == .sameHost && !discovery.mayBePrivate && discovery.body.isEmpty)
        let document = RegistrationResponse(
            status: 200, contentType: "application/json; charset=utf-8", body: Array(ResolverBench.document().utf8))
        let call = try #require(bench.handle(.requestEnded(discovery.number, .success(document))).request)
        #expect(call.method == .post && call.url == "https://idp.demo.test/register")
        #expect(call.bearer == Secret(text: "initial") && call.redirects == .refused)
        #expect(call.timeLimit == 30_000_000_000 && !call.mayBePrivate)
        #expect(String(decoding: call.body, as: UTF8.self).contains(#""scope":"openid email""#))
    }

    @Test func `what was registered is put under the lease, with all that came`() throws {
        var bench = try ResolverBench()
        let put = try #require(bench.register(ResolverBench.answer).put)
        #expect(put.condition == .absent && put.lease?.fence == 7)
        let registration = put.registration
        #expect(registration.clientID == "c-1" && registration.authMethod == "client_secret_basic")
        #expect(registration.managementToken == Secret(text: "t") && registration.createdAt?.number == 1_790_000_001)
        #expect(registration.tokenEndpoint == "https://idp.demo.test/token" && registration.missingPart == nil)
        #expect(bench.resolver.held == nil)  // it does not stand in the store yet
        var stored = registration
        stored.version = Version(epoch: Epoch(9) ?? .zero, nonce: registration.version.nonce)
        let effects = bench.handle(.putEnded(.success(RegistrationPutResult(.wrote, stands: .found(stored)))))
        #expect(effects.used == .some(stored) && bench.resolver.phase == .resolved)
    }

    @Test func `a method that the server echoes wins over the one that was asked for`() throws {
        var bench = try ResolverBench()
        let answer = #"{"client_id":"c","token_endpoint_auth_method":"client_secret_post"}"#
        #expect(try #require(bench.register(answer).put).registration.authMethod == "client_secret_post")
    }

    @Test func `without any scope there is a warning and no scope is sent`() throws {
        var bench = try ResolverBench()
        let effects = bench.discover(ResolverBench.document())
        #expect(effects.contains(.note(.noScopes)))
        var other = try ResolverBench()
        let found = other.discover(ResolverBench.document(more: #""scopes_supported":["a","b"]"#))
        #expect(!found.contains(.note(.noScopes)))
        #expect(found.bodyText.contains(#""scope":"a b""#))
    }

    @Test func `an endpoint that the document does not name is the issuer's register`() throws {
        var bench = try ResolverBench {
            $0.discoveryURL = "https://idp.demo.test/t/7/.well-known/openid-configuration"
        }
        let document = ResolverBench.document(issuer: "https://idp.demo.test/t/7", registration: nil)
        #expect(bench.discover(document).request?.url == "https://idp.demo.test/t/7/register")
    }

    @Test func `explicit endpoints win over the document's`() throws {
        var bench = try ResolverBench {
            $0.authorizationEndpoint = "https://login.demo.test/a"
            $0.tokenEndpoint = "http://localhost:1/t"
        }
        let put = try #require(bench.register(ResolverBench.answer).put)
        #expect(put.registration.authorizationEndpoint == "https://login.demo.test/a")
        #expect(put.registration.tokenEndpoint == "http://localhost:1/t")
    }

    @Test func `without discovery the endpoint is called at once`() throws {
        func bench(_ change: (inout RegistrationSettings) -> Void) throws -> [RegistrationEffect] {
            var bench = try ResolverBench {
                $0.discoveryURL = nil
                $0.registrationEndpoint = "http://127.0.0.1:8080/register"
                $0.authorizationEndpoint = "https://idp.demo.test/a"
                $0.tokenEndpoint = "https://idp.demo.test/t"
                change(&$0)
            }
            return bench.begin()
        }
        let call = try #require(try bench { _ in }.request)
        #expect(call.method == .post && call.mayBePrivate)
        #expect(try bench { $0.tokenEndpoint = nil }.failure?.cause == .missing("token_endpoint"))
        #expect(try bench { $0.isPublicClient = true }.failure?.step == .selectAuthMethod)
        let open = try bench {
            $0.isPublicClient = true
            $0.codeChallengeMethods = ["S256"]
        }
        #expect(open.bodyText.contains(#""none""#))
    }

    static func row(_ key: RegistrationKey) -> Registration {
        Registration(
            key: key, version: Version(epoch: Epoch(1_790_000_000_000) ?? .zero, nonce: Nonce(bits: 5)),
            clientID: "c-0", authorizationEndpoint: "https://idp.demo.test/a", tokenEndpoint: "https://idp.demo.test/t",
            createdAt: UnixSeconds(1_790_000_000))
    }
}
