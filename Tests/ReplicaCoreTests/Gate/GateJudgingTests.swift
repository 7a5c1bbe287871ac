import Credentials
import History
import Testing

@testable import ReplicaCore

/// Who passes where, as whom, and what everybody else hears (contract B8, W8, W10, W12, W13, V8, V11).
@Suite struct GateJudgingTests {
    private let stage = GateStage()
    private static let callers = ["/v1/x", "/mcp"]
    private static let admins = ["/api/x", "/admin/api/v1/auth-keys"]

    @Test(arguments: callers + admins)
    func `an admin key passes as itself, and so does an outgoing one before its end`(_ route: String) {
        let current = GateCaller.adminKey(.current, GateStage.adminFingerprint)
        #expect(stage.judge(route, authorization: "Bearer admin") == .passed(current))
        let outgoing = GateCaller.adminKey(.outgoing(0), FingerprintBits(2))
        #expect(stage.judge(route, authorization: "outgoing") == .passed(outgoing))
    }

    @Test func `internal token and managed keys open the routes of callers`() {
        for route in Self.callers {
            #expect(stage.judge(route, authorization: "Bearer inner") == .passed(.internalToken))
            let key = stage.judge(route, authorization: "Bearer \(GateStage.text(ofKey: 1))")
            #expect(key == .passed(.managedKey(managedID(1), path: .none)))
        }
    }

    @Test func `neither opens an admin route`() {
        for route in Self.admins {
            for text in ["inner", "Bearer inner", GateStage.text(ofKey: 1), "Bearer \(GateStage.text(ofKey: 1))"] {
                #expect(stage.judge(route, authorization: text) == .refused(GateRefusal(.unauthorized, .unknown)))
            }
        }
    }

    @Test func `a key that is dead, ended or unknown is refused with one answer; the reason is for the audit`() {
        let reasons = [2, 3, 9 as UInt64].map { number -> GateDecision? in
            stage.judge("/v1", authorization: "Bearer \(GateStage.text(ofKey: number))")
        }
        #expect(
            reasons == [
                .refused(GateRefusal(.unauthorized, .inactive)), .refused(GateRefusal(.unauthorized, .expired)),
                .refused(GateRefusal(.unauthorized, .unknown)),
            ])
    }

    @Test func `a key's last character is a text and no number`() {
        let text = GateStage.text(ofKey: 1)
        for other in ["A", "B", "g", "w", "_"] where !text.hasSuffix(other) {
            #expect(stage.judge("/v1", authorization: "Bearer \(text.dropLast())\(other)")?.isPassed == false)
        }
    }

    @Test func `without any key in the world the routes of callers are open, and no other`() {
        let stage = GateStage(managed: ManagedKeySnapshot(), isOpen: true, admin: nil)
        for route in Self.callers { #expect(stage.judge(route) == .passed(.nobody)) }
        for route in Self.admins {
            #expect(stage.judge(route) == .refused(GateRefusal(.unauthorized, .missing)))
            #expect(stage.judge(route, authorization: "Bearer ") == .refused(GateRefusal(.unauthorized, .unknown)))
        }
    }

    @Test func `an environment's keys open its own kind of route`() {
        let passed = { GateDecision.passed(.environment(GateStage.environment, $0)) }
        #expect(stage.judge("/sdk/all", authorization: "sdk-1") == passed(.sdkKey))
        #expect(stage.judge("/sdk/all", authorization: "api_key sdk-1") == passed(.sdkKey))
        #expect(stage.judge("/mobile/x", authorization: "mob-1") == passed(.mobileKey))
        #expect(stage.judge("/client/env%20id") == .refused(GateRefusal(.notFound, .unknown)))
        for (route, text) in [
            ("/sdk", "mob-1"), ("/mobile", "sdk-1"), ("/sdk", "Bearer sdk-1"), ("/sdk", "api_key  sdk-1"),
            ("/sdk", "sdk-1 "), ("/sdk", "api_key "), ("/sdk", "admin"), ("/sdk", "inner"),
        ] {
            #expect(stage.judge(route, authorization: text) == .refused(GateRefusal(.unauthorized, .unknown)))
        }
    }

    @Test func `a browser's unknown id is not found`() {
        #expect(stage.judge("/client/nobody") == .refused(GateRefusal(.notFound, .unknown)))
        #expect(stage.judge("/client/sdk-1") == .refused(GateRefusal(.notFound, .unknown)))
    }

    @Test func `what asks for nothing passes anybody`() {
        for route in ["/healthz", "/metrics", "/nowhere"] { #expect(stage.judge(route) == .passed(.nobody)) }
    }

    @Test func `a path that a key gives is the key's`() throws {
        let decision = stage.judge("/v1", authorization: GateStage.text(ofKey: 4))
        guard case .passed(.managedKey(_, let number)) = decision else {
            Issue.record("it did not pass")
            return
        }
        #expect(stage.managed?.table.userPath(number)?.text == "/team")
    }
}
