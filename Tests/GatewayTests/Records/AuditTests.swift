import Credentials
import Foundation
import RedisFixture
import Testing

@testable import Gateway
@testable import ReplicaCore

/// What an audit event says, and what it never does (W12, V9, V11).
@Suite struct AuditTests {
    private func events(_ requests: [String]) throws -> (events: [[String: Any]], text: String) {
        let stage = try FaceStage(hasAudit: true)
        for text in requests { _ = try stage.ask(text) }
        var text = ""
        try waitUntil("the events are written") {
            text = stage.folder.text(of: "audit")
            return text.split(separator: "\n").count >= requests.count
        }
        let events = text.split(separator: "\n").map {
            (try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]).flatMap { $0 } ?? [:]
        }
        return (events, text)
    }

    @Test func `a managed key that passes is named by its id`() throws {
        let event = try #require(
            try events([request("POST", "/v1/chat?x=1", "Authorization: Bearer \(FaceStage.tokenText)")]).events.first)
        #expect(event["event"] as? String == "decision")
        #expect(event["verdict"] as? String == "passed")
        #expect(event["auth_method"] as? String == "managed_key")
        #expect(event["auth_key_id"] as? String == FaceStage.record.id.description)
        #expect(event["path"] as? String == "/v1/chat")
        #expect(event["method"] as? String == "POST")
        #expect(event["status"] as? Int == 200)
        #expect((event["time"] as? String)?.hasSuffix("Z") == true)
    }

    @Test func `who is refused is named by a fingerprint and by nothing else`() throws {
        let event = try #require(
            try events([request("GET", "/v1/secret-in-path", "Authorization: Bearer kq_wrong")]).events.first)
        #expect(event["verdict"] as? String == "refused")
        #expect(event["status"] as? Int == 401)
        #expect(event["reason"] as? String == "unknown")
        #expect((event["fingerprint"] as? String)?.count == 12)
        for name in ["auth_method", "auth_key_id", "path"] { #expect(event[name] == nil) }
    }

    @Test func `the path that counts is said: the key's own, and a client's word only without one`() throws {
        let header = "X-Keyquake-User-Path: /somebody//else/"
        let found = try events([
            request("GET", "/v1/x", "Authorization: Bearer \(FaceStage.tokenText)", header),
            request("GET", "/v1/x", "Authorization: Bearer \(FaceStage.tokenText)"),
            request("GET", "/v1/x", bearer, header), request("GET", "/admin/api/v1/auth-keys", bearer, header),
            request("GET", "/v1/x", bearer, "X-Keyquake-User-Path: /a/../b"), request("GET", "/v1/x", bearer),
            request("GET", "/v1/x", "Authorization: Bearer kq_wrong", header),
        ]).events
        #expect(
            found.map { $0["user_path"] as? String } == [
                "/team/one", "/team/one", "/somebody/else", "/somebody/else", nil, nil, nil,
            ])
    }

    @Test func `one key has one fingerprint, however it is spelled`() throws {
        let spellings = ["stolen", "Bearer stolen", "sk-stolen", "Bearer sk-stolen"]
        let found = try events(spellings.map { request("GET", "/v1", "Authorization: \($0)") }).events
        #expect(Set(found.compactMap { $0["fingerprint"] as? String }).count == 1)
        let admin = try events(
            ["", "Bearer ", "sk-", "Bearer sk-"].map { request("GET", "/v1", "Authorization: \($0)\(FaceStage.admin)") }
        ).events
        #expect(Set(admin.compactMap { $0["fingerprint"] as? String }) == ["0000000000ad"])
    }

    @Test func `no secret is in any event`() throws {
        let key = FaceStage.admin
        let text = try events([
            request("GET", "/api/x?key=\(key)"), request("GET", "/api/x?key=wrong-secret"),
            request("GET", "/v1/x", "X-Api-Key: wrong-secret"), request("GET", "/client/wrong-secret"),
            request("GET", "/sdk/x", "Authorization: sdk-key-of-the-test"),
            request("GET", "/v1", "Authorization: Bearer \(FaceStage.tokenText)"),
            request(
                "POST", "/admin/api/v1/auth-keys", bearer, "Content-Type: application/json", body: #"{"name":"a"}"#),
        ]).text
        for secret in [key, "wrong-secret", "sdk-key-of-the-test", FaceStage.tokenText, "kq_"] {
            #expect(!text.contains(secret))
        }
    }

    @Test func `a path cannot break a line`() {
        let event = AuditEvent(
            time: WallTime(milliseconds: 0), method: "GET", route: .token, path: "/v1/\n{\"event\":\"forged\"}",
            decision: .passed(.nobody), userPath: nil, status: 200, fingerprint: nil)
        #expect(event.line.filter { $0 == 0x0A }.count == 1)
        #expect(event.line.last == 0x0A)
    }

    @Test func `what does not fit is counted as lost`() throws {
        let folder = try TemporaryFolder()
        let file = try AuditFile(path: "\(folder.path)/audit")
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: AuditFile.capacity - 1) + [0x0A]
        file.append(line)
        file.append(line)
        file.flush()
        #expect(file.counts == AuditCounts(written: 1, lost: 1))
    }

    @Test func `a disk that takes nothing loses events, and says how many`() throws {
        let file = try AuditFile(path: "/dev/full")
        for _ in 0..<3 { file.append([0x61, 0x0A]) }
        file.flush()
        #expect(file.counts == AuditCounts(written: 0, lost: 3))
    }
}
