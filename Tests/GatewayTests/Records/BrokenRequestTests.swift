import RedisFixture
import ReplicaProcess
import Testing

@testable import Gateway

/// Who was let in and is gone before his answer leaves his line in the audit file all the same, and only one
/// (pitfall 46); and half a request is nobody's wish.
@Suite struct BrokenRequestTests {
    private static let keys = "/admin/api/v1/auth-keys"
    private static let half = head("Content-Length: 60") + #"{"name":"#
    /// The JSON is whole, the body is not.
    private static let unended = head("Transfer-Encoding: chunked") + "c\r\n{\"name\":\"a\"}\r\n"

    private static func head(_ length: String) -> String {
        request("POST", keys, bearer, "Content-Type: application/json", length)
    }

    private func stage(_ change: (inout GatewayLimits) -> Void = { _ in }) throws -> FaceStage {
        var limits = GatewayLimits()
        change(&limits)
        let stage = try FaceStage(limits: limits, hasAudit: true)
        stage.play { $0.held = [] }
        return stage
    }

    private func commands(_ stage: FaceStage) -> Int {
        var count = 0
        stage.play { count = $0.held?.count ?? 0 }
        return count
    }

    private func decisions(_ stage: FaceStage) throws -> Double? {
        var status: FaceCommand?
        let connection = try stage.connect()
        connection.send(request("GET", "/metrics"))
        try waitUntil("the loop is asked, or need not be") {
            stage.play { played in
                status = played.held?.last { if case .status = $0 { true } else { false } }
            }
            return status != nil || connection.receive(within: 0)
        }
        if let status { stage.answer(status) }
        stage.play { $0.held?.removeAll { if case .status = $0 { true } else { false } } }
        return try MetricsText(connection.answer().text).value("keyquake_decision_seconds_count")
    }

    /// The one event of a request that broke, and none beside it when another one has been answered.
    private func expectOneEvent(_ stage: FaceStage, status: Int = 499) throws {
        #expect(try stage.auditEvents(1).count == 1)
        #expect(try stage.ask(request("GET", "/v1/x")).status == 401)
        let events = try stage.auditEvents(2)
        #expect(events.map { $0["status"] as? Int } == [status, 401])
        #expect(events[0]["verdict"] as? String == "passed")
        #expect(events[0]["auth_method"] as? String == "admin_key")
        #expect(events[0]["fingerprint"] as? String == "0000000000ad")
        #expect(commands(stage) == 0, "no key is made of half a wish")
    }

    @Test(arguments: [half, unended]) func `who leaves in the middle of a body has his line`(_ text: String) throws {
        let stage = try stage()
        try stage.connect().send(text)
        try expectOneEvent(stage)
    }

    @Test(arguments: [half, unended]) func `who says that no more comes hears 499`(_ text: String) throws {
        let stage = try stage()
        let connection = try stage.connect()
        connection.send(text)
        connection.finish()
        #expect(try connection.answer().contract == .cancelled)
        #expect(connection.isEndedByPeer())
        try expectOneEvent(stage)
    }

    @Test func `who is cut off because his body drips has his line`() throws {
        let stage = try stage { $0.request = .milliseconds(100) }
        let connection = try stage.connect()
        connection.send(Self.half)
        #expect(connection.isEndedByPeer())
        try expectOneEvent(stage)
    }

    @Test func `a body that is no HTTP is 400, in the line as well`() throws {
        let stage = try stage()
        let connection = try stage.connect()
        connection.send(Self.head("Transfer-Encoding: chunked") + "zz\r\n")
        #expect(try connection.answer().contract == .badRequest)
        try expectOneEvent(stage, status: 400)
    }

    @Test func `who is cut off by the end of the face has his line when it says that it is closed`() throws {
        let stage = try stage { $0.drain = .milliseconds(100) }
        let (silent, waiting) = (try stage.connect(), try stage.connect())
        silent.send(Self.half)
        waiting.send(request("GET", Self.keys, bearer))
        try waitUntil("the list is asked for") { commands(stage) == 1 }
        try waitUntil("both were decided on") { try decisions(stage) == 2 }
        stage.server?.close()
        try waitUntil("it is closed") { stage.isClosed }
        #expect(stage.auditLines.count == 2)
        #expect(try stage.auditEvents(2).allSatisfy { $0["status"] as? Int == 499 })
    }

    @Test func `an answer that comes too late leaves no second line`() throws {
        let folder = try TemporaryFolder()
        let trail = AuditTrail(try AuditFile(path: "\(folder.path)/audit"))
        let entry = trail.begin(Self.event)
        trail.close()
        trail.end(entry, status: 200)
        let after = trail.begin(Self.event)
        trail.end(after, status: 201)
        let lines = folder.text(of: "audit").split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].contains(#""status":499"#) && lines[1].contains(#""status":201"#))
    }

    private static let event = AuditEvent(
        time: .init(milliseconds: 0), method: "GET", route: .token, path: "/v1", decision: .passed(.nobody),
        userPath: nil, fingerprint: nil)
}
