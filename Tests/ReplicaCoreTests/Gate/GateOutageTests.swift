import Credentials
import Testing

@testable import ReplicaCore

/// A replica that cannot know says so: 503 is no "no", and no "yes" either.
@Suite struct GateOutageTests {
    private static let guarded = [
        "/api/x", "/v1/x", "/mcp", "/admin/api/v1/auth-keys", "/sdk/x", "/mobile/x", "/client/e",
    ]

    @Test(arguments: guarded)
    func `before it is ready nobody passes and nobody is refused`(_ route: String) {
        let stage = GateStage(isReady: false)
        for text in ["admin", "wrong"] {
            #expect(stage.judge(route, authorization: text) == .refused(GateRefusal(.unavailable, .notReady)))
        }
    }

    @Test func `with refuse at start admin routes wait for the first read; other keys pass`() {
        let stage = GateStage(awaitsFirstRead: true)
        let waiting = GateDecision.refused(GateRefusal(.unavailable, .notReady))
        #expect(stage.judge("/api/x", authorization: "admin") == waiting)
        #expect(stage.judge("/api/x") == waiting)
        #expect(stage.judge("/v1", authorization: "admin") == waiting)
        #expect(stage.judge("/v1", authorization: "inner") == .passed(.internalToken))
        #expect(stage.judge("/v1", authorization: GateStage.text(ofKey: 1))?.isPassed == true)
        #expect(
            stage.judge("/v1", authorization: GateStage.text(ofKey: 2))
                == .refused(GateRefusal(.unauthorized, .inactive)))
    }

    @Test func `a good read that is too old refuses admin keys at its moment, and says why`() {
        let before = GateStage(staleAt: GateStage.now.steady.advanced(byNanoseconds: 1))
        #expect(before.judge("/api/x", authorization: "admin")?.isPassed == true)
        let stage = GateStage(staleAt: GateStage.now.steady)
        #expect(stage.judge("/api/x", authorization: "admin") == .refused(GateRefusal(.unavailable, .stale)))
        #expect(stage.judge("/v1", authorization: "admin") == .refused(GateRefusal(.unavailable, .stale)))
    }

    @Test func `a key that may stand in a store that nobody has read is not called unknown`() {
        var managed = GateStage.managedKeys()
        managed.protection = .unknown
        let stage = GateStage(managed: managed)
        #expect(
            stage.judge("/v1", authorization: GateStage.text(ofKey: 9))
                == .refused(GateRefusal(.unavailable, .notReady)))
        #expect(stage.judge("/v1", authorization: GateStage.text(ofKey: 1))?.isPassed == true)
        #expect(stage.judge("/v1") == .refused(GateRefusal(.unauthorized, .missing)))
    }

    @Test func `managed keys grow stale together`() {
        var managed = GateStage.managedKeys()
        managed.staleAt = GateStage.now.steady
        let stage = GateStage(managed: managed)
        #expect(
            stage.judge("/v1", authorization: GateStage.text(ofKey: 1)) == .refused(GateRefusal(.unavailable, .stale)))
        #expect(stage.judge("/v1", authorization: "admin")?.isPassed == true)
    }

    @Test func `environments that are not read yet are not called unknown, and none at all is a feature that is off`() {
        var gate = GateStage.environmentGate()
        gate.isComplete = false
        let stage = GateStage(environments: gate)
        #expect(stage.judge("/sdk", authorization: "sdk-1")?.isPassed == true)
        #expect(stage.judge("/sdk", authorization: "sdk-9") == .refused(GateRefusal(.unavailable, .notReady)))
        #expect(stage.judge("/client/e") == .refused(GateRefusal(.unavailable, .notReady)))
        #expect(
            GateStage(environments: nil).judge("/sdk", authorization: "sdk-1")
                == .refused(GateRefusal(.featureOff, .featureOff)))
    }
}
