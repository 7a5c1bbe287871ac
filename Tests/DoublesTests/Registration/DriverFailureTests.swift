import Credentials
import History
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import Doubles
@testable import ReplicaProcess

/// What a replica makes of a hostile authorization server: an error with its step, and nothing stored.
@Suite struct DriverFailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: AuthorizationFault.Kind
        let endpoint: AuthorizationFault.Endpoint
        let step: RegistrationStep
        var isOutcomeUnknown = false
        init(
            _ kind: AuthorizationFault.Kind, _ endpoint: AuthorizationFault.Endpoint, _ step: RegistrationStep,
            isOutcomeUnknown: Bool = false
        ) {
            self.kind = kind
            self.endpoint = endpoint
            self.step = step
            self.isOutcomeUnknown = isOutcomeUnknown
        }
        var testDescription: String { "\(kind) at \(endpoint)" }
    }

    private static let json = "application/json"

    static let cases: [Case] = [
        Case(.status(500, retryAfter: 0), .discovery, .metadataDiscovery),
        Case(.status(404, retryAfter: 0), .discovery, .metadataDiscovery),
        Case(.reset, .discovery, .metadataDiscovery, isOutcomeUnknown: true),
        Case(.wrongIssuer, .discovery, .metadataDiscovery),
        Case(.redirect(to: "http://10.0.0.1/"), .discovery, .metadataDiscovery),
        Case(.oversized(1 << 30, declaresLength: false), .discovery, .metadataDiscovery, isOutcomeUnknown: true),
        Case(.answer("<html>", contentType: "text/html"), .discovery, .metadataDiscovery),
        Case(.answer("{\"issuer\":5}", contentType: json), .discovery, .metadataDiscovery),
        Case(.status(404, retryAfter: 0), .register, .dcrCall),
        Case(.echoSecrets(403), .register, .dcrCall),
        Case(.redirect(to: "/tenants/a/register"), .register, .dcrCall),
        Case(.reset, .register, .dcrCall, isOutcomeUnknown: true),
        Case(.loseAnswer, .register, .dcrCall, isOutcomeUnknown: true),
        Case(.oversized(1 << 30, declaresLength: true), .register, .dcrCall, isOutcomeUnknown: true),
        Case(.answer("{}", contentType: json), .register, .dcrCall, isOutcomeUnknown: true),
        Case(.answer("{\"client_id\":[1]}", contentType: json), .register, .dcrCall, isOutcomeUnknown: true),
        Case(.answer("{\"client_id\":\"x\"}", contentType: "text/plain"), .register, .dcrCall, isOutcomeUnknown: true),
    ]

    @Test(arguments: cases)
    func `each is an error with its step, and nothing is stored`(_ fault: Case) async throws {
        let tenant = AuthorizationTenant(name: "a", initialAccessToken: Secret(text: DriverStand.secretToken))
        try await DriverStand.with(tenant) { stand, loop in
            stand.inject(fault.kind, on: [fault.endpoint])
            let member = try stand.start(
                stand.settings { $0.initialAccessToken = Secret(text: DriverStand.secretToken) })
            try await loop.until("it fails") { stand.events(member).contains(.failed(DriverStand.id, fault.step)) }
            let answer = stand.events(member).last { if case .answered = $0 { true } else { false } }
            guard case .answered(_, _, _, _, let client, let isUnknown)? = answer else {
                throw FixtureError("no answer")
            }
            #expect(isUnknown == fault.isOutcomeUnknown && client == .none)
            #expect(stand.held(member) == nil)
            #expect(try await stand.row() == .null)
            #expect(!stand.events(member).contains { if case .used = $0 { true } else { false } })
            try await loop.until("no socket is left") { KernelSockets().held(byClientsOf: stand.host.port) == 0 }
            Self.expectOneRecord(of: fault, in: stand)
        }
    }

    private static func expectOneRecord(of fault: Case, in stand: DriverStand) {
        let lines = stand.log.split(separator: "\n")
        let failures = stand.events { if case .failed = $0 { true } else { false } }
        #expect(lines.count == failures && failures >= 1, "\(stand.log)")
        let name = fault.step == .dcrCall ? "dcr_call" : "metadata_discovery"
        #expect(lines.allSatisfy { $0.contains(" error r1.1 registration 0 ") && $0.contains(" step=\(name) ") })
        #expect(
            !stand.log.contains(DriverStand.secretToken) && !stand.log.contains("pw@") && !stand.log.contains("?t="))
    }

    @Test func `when the fault is over, it gets its registration`() async throws {
        try await DriverStand.with { stand, loop in
            stand.inject(.status(503, retryAfter: 0), on: [.discovery])
            try stand.start(3)
            try await loop.until("one fails") { stand.events { if case .failed = $0 { true } else { false } } == 1 }
            stand.lift()
            try await stand.untilAllResolved()
            #expect(stand.host.server.entries.count == 1)
        }
    }

    @Test func `a replica whose settings are invalid does not start, and says at which step`() async throws {
        try await DriverStand.with { stand, _ in
            let flaws: [((inout RegistrationSettings) -> Void, String)] = [
                ({ $0.discoveryURL = nil }, "registration 0 is not valid: dcr: validate: "),
                ({ $0.redirectURI = "http://gw.test/cb" }, "registration 0 is not valid: dcr: resolve_redirect_uri: "),
                ({ $0.discoveryURL = "nonsense" }, "registration 0 is not valid: dcr: resolve_upstream_id: "),
                (
                    { $0.discoveryURL = "http://idp.test/.well-known/openid-configuration" },
                    "registration 0 is not valid: dcr: metadata_discovery: "
                ),
            ]
            for (change, text) in flaws {
                let error = #expect(throws: InvalidRegistration.self) { try stand.start(stand.settings(change)) }
                #expect(error?.description.hasPrefix(text) == true, "\(error?.description ?? "")")
            }
        }
    }
}
