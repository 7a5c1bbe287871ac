import Credentials
import ReplicaProcess
import Testing

@testable import Gateway

@Suite struct StatusPageTests {
    @Test func `a status names versions, ages and states`() throws {
        let keys = [FaceStage.key(1), FaceStage.key(2, expired: true), FaceStage.key(3, expired: true)]
        let answer = try FaceStage(FaceStage.gate(more: keys)).ask(request("GET", "/status"))
        #expect(answer.status == 200)
        #expect(answer.json["replica"] as? String == "r1.1")
        #expect(answer.json["ready"] as? Bool == true)
        #expect(answer.json["status"] as? String == "degraded", "its link is down")
        let shown = try #require(answer.json["managedKeys"] as? [String: Any])
        #expect(shown["active"] as? Int == 2)
        #expect(shown["expired"] as? Int == 2)
        let admin = try #require(answer.json["adminKey"] as? [String: Any])
        #expect(admin["slot"] as? String == "not read")
    }

    @Test func `a replica with a name is called by it, and says when another process has taken it`() throws {
        func page(_ successor: UInt32?) -> String {
            let plain = FaceStage.status
            let status = FaceStatus(
                life: plain.life, now: plain.now, isReady: true, adminKey: plain.adminKey, managedKeys: nil,
                environments: nil, links: plain.links, name: ReplicaName("gateway-7"), successor: successor)
            return StatusPage(shown: ShownStatus(status: status, keys: ManagedKeyCounts())).text
        }
        #expect(page(nil).contains(#""replica":"gateway-7","ready":true"#))
        #expect(page(9).contains(#""status":"degraded","replica":"gateway-7","supersededBy":9"#))
    }

    @Test(arguments: ["/healthz", "/api/status"])
    func `a process that runs says so`(_ path: String) throws {
        #expect(try FaceStage().ask(request("GET", path)).text == #"{"status":"ok"}"#)
    }

    @Test func `JSON is escaped, whatever a name holds`() {
        var json = JSONObject()
        json.member("a\"b", "\u{0}\n\\\"\u{7F}\u{2028}ä")
        #expect(json.text == #"{"a\"b":"\u0000\u000a\\\"\u007f\u2028ä"}"#)
    }
}
