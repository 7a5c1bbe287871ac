import Credentials
import Testing

@testable import ReplicaCore

/// Hostile and broken servers: an error with its step, nothing stored, a pause for all.
@Suite struct RegistrationFailureStepTests {
    /// Ends in a pause under the lease, and in nothing else.
    private func check(
        _ effects: [RegistrationEffect], _ step: RegistrationFailure.Step, _ flaw: RegistrationFlaw? = nil
    ) {
        #expect(effects.failure?.step == step, "\(effects)")
        if let flaw { #expect(effects.failure?.cause == flaw) }
        #expect(effects.put == nil && effects.requests.isEmpty)
        #expect((effects.pause?.milliseconds ?? 0) >= 900 && effects.pause?.failures == 1)
    }

    @Test(
        arguments: [
            (ResolverBench.document(issuer: "https://idp.demo.test/"), RegistrationFlaw.issuerMismatch),
            (ResolverBench.document(issuer: "https://evil.test"), .issuerMismatch),
            (ResolverBench.document(token: nil), .missing("token_endpoint")),
            (ResolverBench.document(authorization: nil), .missing("authorization_endpoint")),
            (ResolverBench.document(registration: "http://idp.demo.test/r"), .insecureURL("registration_endpoint")),
            (ResolverBench.document(token: "ftp://idp.demo.test/t"), .badURL("token_endpoint")),
            (ResolverBench.document(registration: "http://127.0.0.1/r"), .privateAddress("registration_endpoint")),
            (
                ResolverBench.document(registration: "https://169.254.169.254/r"),
                .privateAddress("registration_endpoint")
            ),
            (
                ResolverBench.document(registration: "https://[::ffff:10.0.0.1]/r"),
                .privateAddress("registration_endpoint")
            ),
            (ResolverBench.document(authorization: "https://u:p@idp.demo.test/"), .badURL("authorization_endpoint")),
        ])
    func `a document that may not be believed`(_ document: String, _ flaw: RegistrationFlaw) throws {
        var bench = try ResolverBench()
        check(bench.discover(document), .metadataDiscovery, flaw)
    }

    @Test(arguments: ["", "[]", "<html>", #"{"issuer":1}"#])
    func `a document that is none`(_ document: String) throws {
        var bench = try ResolverBench()
        check(bench.discover(document), .metadataDiscovery)
    }

    @Test(arguments: [nil, "text/html", "application/jsonp", "text/json"] as [String?])
    func `a document of another type`(_ type: String?) throws {
        var bench = try ResolverBench()
        check(bench.discover(ResolverBench.document(), type: type), .metadataDiscovery, .wrongContentType)
    }

    @Test(arguments: [201, 301, 404, 500])
    func `a document with another status than 200`(_ status: Int) throws {
        var bench = try ResolverBench()
        check(
            bench.discover(ResolverBench.document(), status: status), .metadataDiscovery,
            .status(status, complaint: ""))
    }

    @Test(arguments: RegistrationTransportFlaw.allCases)
    func `no answer at all`(_ flaw: RegistrationTransportFlaw) throws {
        var bench = try ResolverBench()
        let number = bench.begin().request?.number ?? 0
        check(bench.handle(.requestEnded(number, .failure(flaw))), .metadataDiscovery, .transport(flaw))
        #expect(bench.resolver.status.unknownRegistrations == 0)
        var other = try ResolverBench()
        let call = other.discover(ResolverBench.document()).request?.number ?? 0
        check(other.handle(.requestEnded(call, .failure(flaw))), .dcrCall, .transport(flaw))
        #expect(other.resolver.status.unknownRegistrations == (flaw.leavesOutcomeUnknown ? 1 : 0))
    }

    @Test func `a method that cannot be used, before anything is registered`() throws {
        var bench = try ResolverBench()
        let lone = #""token_endpoint_auth_methods_supported":["private_key_jwt"]"#
        check(bench.discover(ResolverBench.document(more: lone)), .selectAuthMethod)
        var open = try ResolverBench { $0.isPublicClient = true }
        check(open.discover(ResolverBench.document()), .selectAuthMethod)
    }

    @Test func `a refusal tells what the server said, and no secret that it echoed`() throws {
        var bench = try ResolverBench { $0.initialAccessToken = Secret(text: "t0ken") }
        let effects = bench.register(
            #"{"error":"invalid_token","error_description":"t0ken is bad"}"#, status: 401)
        check(effects, .dcrCall, .status(401, complaint: "invalid_token: (secret) is bad"))
        #expect(effects.failure.map { "\($0)" }?.contains("t0ken") == false)
    }

    @Test(arguments: [404, 405, 501])
    func `a server that does not register at all is named`(_ status: Int) throws {
        var bench = try ResolverBench()
        let failure = bench.register("", status: status).failure
        #expect("\(try #require(failure))".contains("does not support dynamic client registration"))
    }

    @Test(arguments: ["{}", "[]", "x", #"{"client_id":""}"#, #"{"client_id":7}"#])
    func `an answer without a client may have registered one`(_ answer: String) throws {
        var bench = try ResolverBench()
        check(bench.register(answer), .dcrCall)
        #expect(bench.resolver.status.unknownRegistrations == 1)
    }

    @Test func `a secret that has ended at birth is no registration, and is withdrawn`() throws {
        var bench = try ResolverBench()
        let answer = #"{"client_id":"c","client_secret":"s","client_secret_expires_at":1790000000}"#
        let effects = bench.register(answer)
        check(effects, .dcrCall)
        #expect(effects.contains { if case .noteLoser(let loser) = $0 { loser.clientID == "c" } else { false } })
    }

    @Test func `a row that is sound to the store and not to us is not registered over`() throws {
        var bench = try ResolverBench()
        _ = bench.handle(.started)
        _ = bench.handle(.linkUp)
        guard case .takeLease(let request)? = bench.handle(.readEnded(.success(.malformed(.notARow)))).last else {
            Issue.record("no lease was asked for")
            return
        }
        let lease = RegistrationLease(key: request.key, holder: request.holder, fence: 7)
        let taken = LeaseResult.taken(lease, stands: .malformed(.notARow), isSoundToStore: true)
        check(bench.handle(.leaseEnded(.success(taken))), .claim)
        var other = try ResolverBench()
        _ = other.handle(.linkUp)
        _ = other.handle(.readEnded(.success(.malformed(.notARow))))
        let free = LeaseResult.taken(lease, stands: .malformed(.notARow), isSoundToStore: false)
        #expect(other.handle(.leaseEnded(.success(free))).request != nil)
    }

    @Test func `a store that does not answer is told once`() throws {
        var bench = try ResolverBench()
        _ = bench.handle(.started)
        _ = bench.handle(.linkUp)
        let first = bench.handle(.readEnded(.failure(.deadline)))
        #expect(first.failure?.step == .cacheRead)
        #expect(bench.pass(milliseconds: 300) == [.read])
        #expect(bench.handle(.readEnded(.failure(.deadline))).failure == nil)
    }

    @Test func `a put that fails is told once, and repeated as the same`() throws {
        var bench = try ResolverBench()
        let put = try #require(bench.register(ResolverBench.answer).put)
        let failed = bench.handle(.putEnded(.failure(.unknown)))
        #expect(failed.failure?.step == .cacheWrite && bench.resolver.held == nil)
        #expect(bench.pass(milliseconds: 300).put == put)
        #expect(bench.handle(.putEnded(.failure(.unreachable))).failure == nil)
        #expect(bench.pass(milliseconds: 300).put == put)
    }

    @Test func `pauses grow, and end with an answer`() throws {
        var bench = try ResolverBench()
        var pauses: [Int64] = []
        for _ in 0..<8 {
            let effects = pauses.isEmpty ? bench.begin() : bench.retry()
            let number = effects.request?.number ?? 0
            pauses.append(bench.handle(.requestEnded(number, .failure(.unreachable))).pause?.milliseconds ?? 0)
        }
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 < $1 || $0 > 20_000 }, "\(pauses)")
        #expect(pauses.allSatisfy { $0 <= 33_000 })
    }
}

extension ResolverBench {
    /// From a pause to the next request.
    mutating func retry() -> [RegistrationEffect] {
        _ = pass(milliseconds: 40_000)
        let asked = handle(.readEnded(.success(.absent)))
        guard case .takeLease(let request)? = asked.last else { return asked }
        let lease = RegistrationLease(key: request.key, holder: request.holder, fence: 8)
        return handle(.leaseEnded(.success(.taken(lease, stands: .absent, isSoundToStore: false))))
    }
}
