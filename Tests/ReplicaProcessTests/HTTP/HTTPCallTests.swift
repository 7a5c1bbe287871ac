import CCurl
import Credentials
import Testing

@testable import ReplicaCore
@testable import ReplicaProcess

@Suite struct HTTPCallTests {
    private static let call = HTTPCall(method: .post, url: "https://idp.test/", timeLimit: 1, mayBePrivate: false)

    @Test func `what proves who asks is in its line, and a redirect does not carry it on`() {
        var call = Self.call
        call.proof = .bearer(Secret(text: "a-token"))
        #expect(call.headerLines?.contains("Authorization: Bearer a-token") == true)
        let next = call.following(to: "https://idp.test/2")
        #expect(next.url == "https://idp.test/2" && next.timeLimit == 1 && !next.mayBePrivate)
        #expect(next.headerLines?.contains { $0.hasPrefix("Authorization") } == false)
    }

    /// RFC 6749 section 2.3.1: both are encoded as forms are, before they are joined.
    @Test func `a client's identity is encoded before it is joined`() {
        var call = Self.call
        call.proof = .basic(user: "a:b", Secret(text: "p w%"))
        #expect(call.headerLines?.last == "Authorization: Basic YSUzQWI6cCUyMHclMjU=")
    }

    @Test(arguments: ["a b", "a\nb", "a\r\nX: y", "é", "a\u{0}"])
    func `a token that is none in HTTP makes no call`(_ token: String) {
        var call = Self.call
        call.proof = .bearer(Secret(text: token))
        #expect(call.headerLines == nil)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648`(_ plain: String, _ encoded: String) {
        #expect(Base64.encoded(Array(plain.utf8)) == encoded)
    }

    @Test func `fields of a form are joined and encoded`() {
        let body = FormText.body([("a", Array("x y&=".utf8)), ("b", Array("é~".utf8))])
        #expect(String(decoding: body, as: UTF8.self) == "a=x%20y%26%3D&b=%C3%A9~")
    }

    @Test(arguments: [
        ("client_secret_basic", true, true), ("client_secret_post", true, false), ("none", true, false),
        ("client_secret_basic", false, false), ("", true, true),
    ])
    func `a client proves itself by its method`(_ method: String, _ hasSecret: Bool, _ usesHeader: Bool) {
        let registration = Registration(
            key: RegistrationKey(issuer: "i", upstreamID: "u", redirectURI: "r", scopesHash: ScopesHash(of: [])),
            clientID: "me", clientSecret: hasSecret ? Secret(text: "s3") : nil, authMethod: method,
            authorizationEndpoint: "a", tokenEndpoint: "t")
        let call = TokenCall.call(registration, at: "https://idp.test/token", mayBePrivate: false)
        let body = String(decoding: call.body, as: UTF8.self)
        let hasHeader = call.headerLines?.contains { $0.hasPrefix("Authorization: Basic ") }
        #expect(hasHeader == usesHeader && body.contains("client_id=me") == !usesHeader)
        #expect(body.contains("client_secret=s3") == (method == "client_secret_post" && hasSecret))
        #expect(call.headerLines?.contains("Content-Type: application/x-www-form-urlencoded") == true)
    }

    // MARK: what an end means

    @Test(arguments: [
        (CURLE_COULDNT_CONNECT, false, RegistrationTransportFlaw.unreachable),
        (CURLE_COULDNT_RESOLVE_HOST, false, .unreachable), (CURLE_OPERATION_TIMEDOUT, false, .unreachable),
        (CURLE_PEER_FAILED_VERIFICATION, false, .insecure), (CURLE_SSL_CONNECT_ERROR, false, .insecure),
        (CURLE_SSL_CONNECT_ERROR, true, .lost), (CURLE_RECV_ERROR, true, .lost), (CURLE_SEND_ERROR, true, .lost),
        (CURLE_PARTIAL_FILE, true, .lost), (CURLE_GOT_NOTHING, true, .lost), (CURLE_OUT_OF_MEMORY, true, .lost),
        (CURLE_OPERATION_TIMEDOUT, true, .deadline), (CURLE_UNSUPPORTED_PROTOCOL, true, .malformed),
        (CURLE_WEIRD_SERVER_REPLY, true, .malformed),
    ])
    func `what never left took no effect; of what left nobody knows`(
        _ result: CURLcode, _ hasSent: Bool, _ flaw: RegistrationTransportFlaw
    ) {
        let facts = TransferFacts(
            result: result, stop: nil, isHeadWhole: true, hasSent: hasSent, hasRefusedAddress: false, status: 0)
        #expect(facts.flaw == flaw && flaw.leavesOutcomeUnknown == hasSent)
    }

    @Test func `why it was stopped counts before what libcurl says`() {
        func flaw(
            _ stop: AnswerIntake.Stop?, refused: Bool = false, status: Int = 500, isHeadWhole: Bool = true
        ) -> RegistrationTransportFlaw? {
            TransferFacts(
                result: stop == nil && !refused ? CURLE_OK : CURLE_WRITE_ERROR, stop: stop, isHeadWhole: isHeadWhole,
                hasSent: !refused, hasRefusedAddress: refused, status: status
            ).flaw
        }
        #expect(flaw(.tooLarge) == .tooLarge && flaw(.enough) == nil && flaw(nil) == nil)
        #expect(flaw(nil, refused: true) == .refusedAddress)
        #expect(flaw(.enough, status: 302) == .refusedRedirect && flaw(nil, status: 302) == nil)
        #expect(flaw(nil, status: 200, isHeadWhole: false) == .lost)
    }
}
