import RedisFixture
import ReplicaProcess
import Testing

@testable import Gateway

/// The pages are anybody's to open, as often as he likes: that costs neither the loop nor the gate.
@Suite struct StatusDeskTests {
    @Test func `however often the pages are opened, the loop is asked ten times a second at most`() throws {
        let stage = try FaceStage()
        let connection = try stage.connect()
        let began = ContinuousClock.now
        for _ in 0..<200 {
            #expect(try connection.ask(request("GET", "/status")).status == 200)
            #expect(try connection.ask(request("GET", "/metrics")).status == 200)
        }
        let tenths = (ContinuousClock.now - began) / Duration.nanoseconds(StatusDesk.life)
        var asked = 0
        stage.play { asked = $0.statuses }
        #expect(asked >= 1 && Double(asked) <= tenths + 2, "\(asked) times in \(tenths) tenths of a second")
    }

    @Test func `who asks while an answer is on its way gets that one`() throws {
        let stage = try FaceStage()
        stage.play { $0.held = [] }
        let connections = try (0..<8).map { _ in try stage.connect() }
        for connection in connections { connection.send(request("GET", "/status")) }
        var command: FaceCommand?
        try waitUntil("the loop is asked") {
            stage.play { command = $0.held?.first }
            return command != nil
        }
        stage.play { $0.held = nil }
        stage.answer(try #require(command))
        for connection in connections { #expect(try connection.answer().status == 200) }
    }

    @Test func `a loop that takes no more is asked again by the next one`() throws {
        let stage = try FaceStage()
        stage.play { $0.takesCommands = false }
        #expect(try stage.ask(request("GET", "/status")).contract == .notReady)
        stage.play { $0.takesCommands = true }
        #expect(try stage.ask(request("GET", "/status")).status == 200)
    }

    @Test func `keys of several slices are all counted`() throws {
        let count = UInt64(StatusDesk.slice * 2 + 100)
        let keys = (0..<count).map { FaceStage.key($0, expired: $0 % 4 == 0, dead: $0 % 4 == 1) }
        let answer = try FaceStage(FaceStage.gate(more: keys)).ask(request("GET", "/status"))
        let shown = try #require(answer.json["managedKeys"] as? [String: Any])
        #expect(shown["active"] as? UInt64 == count / 2 + 1, "and the one that the stage has")
        #expect(shown["expired"] as? UInt64 == count / 4)
        #expect(shown["inactive"] as? UInt64 == count / 4)
    }
}
