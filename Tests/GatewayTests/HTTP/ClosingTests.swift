import RedisFixture
import ReplicaProcess
import Testing

@testable import Gateway

/// The end of a face: who asked gets an answer, and nobody new is let in.
@Suite struct ClosingTests {
    private let list = request("GET", "/admin/api/v1/auth-keys", bearer)

    private func held(_ stage: FaceStage) throws -> FaceCommand {
        var command: FaceCommand?
        try waitUntil("the command has come") {
            stage.play { command = $0.held?.first }
            return command != nil
        }
        return try #require(command)
    }

    @Test func `a request under way is answered, an idle connection is closed, and then the face is closed`() throws {
        let stage = try FaceStage()
        stage.play { $0.held = [] }
        let busy = try stage.connect()
        let idle = try stage.connect()
        #expect(try idle.ask(request("GET", "/healthz")).status == 200)
        busy.send(list)
        let command = try held(stage)
        stage.server?.close()
        #expect(idle.isEndedByPeer())
        try waitUntil("nobody is let in") { (try? stage.connect()) == nil }
        #expect(!stage.isClosed)
        stage.answer(command)
        #expect(try busy.answer().text == "[]")
        #expect(busy.isEndedByPeer())
        try waitUntil("it is closed") { stage.isClosed }
    }

    @Test func `a request that never ends does not keep it open for ever`() throws {
        var limits = GatewayLimits()
        limits.drain = .milliseconds(100)
        let stage = try FaceStage(limits: limits)
        stage.play { $0.held = [] }
        let busy = try stage.connect()
        busy.send(list)
        let command = try held(stage)
        stage.server?.close()
        #expect(busy.isEndedByPeer())
        stage.answer(command)
        try waitUntil("it is closed") { stage.isClosed }
    }

    @Test func `it drains for as long as its replica was told, and that is what whoever stops it waits for`() {
        var face = FaceConfiguration()
        #expect(GatewayLimits(of: face).drain == .seconds(5))
        face.drain = 70_000_000
        #expect(GatewayLimits(of: face).drain == .milliseconds(70))
    }

    @Test func `a face that nobody uses closes at once`() throws {
        let stage = try FaceStage()
        stage.server?.close()
        try waitUntil("it is closed") { stage.isClosed }
    }
}
