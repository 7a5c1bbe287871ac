import Foundation
import History
import RedisFixture
import RedisLink
import Testing

/// What replicas with a face leave of their decisions in the run's directory (W12, V11).
struct AuditFileTests {
    private static var fleet: ScenarioText {
        var scenario = ScenarioText(name: "audit", replicas: 2, managedKeys: "{ at-start: 3, poll: 200ms }")
        scenario.fleet = ["http: true"]
        scenario.environments = "{ list: [{ name: web }], poll: 200ms }"
        scenario.probe = "{ every: 50ms, via: http }"
        scenario.bounds = ScenarioText.patientBounds
        scenario.steps = [
            "{ at: 500ms, rotate-admin-key: { grace: 300ms } }", "{ at: 1s, deactivate-key: { which: oldest } }",
            "{ at: 1500ms, create-key: {} }", "{ at: 2s, rotate-sdk-key: { environment: web } }",
            "{ at: 3s, stop-replica: { pick: 1, restart-after: 100ms } }", "{ at: 7s, rotate-admin-key: {} }",
        ]
        return scenario
    }

    @Test func `every probe over HTTP is one event, who passed is known, and no secret is in any`() throws {
        let run = try KeyquakeRun.start(scenario: Self.fleet)
        try run.waitUntilFleetIsReady()
        let seen = try Deployment.watched(of: run)
        _ = try run.exitCode()
        let findings = try run.directory.findings
        #expect(findings.isClean, "\(findings.summary)\n\(run.standardError)")

        let fingerprints = Set(try run.directory.credentials.values.map { "\($0.fingerprint)" })
        for replica in [1, 2] as [UInt32] {
            let path = "\(try run.directory.path)/logs/r\(replica)-audit.jsonl"
            let bytes = try #require(fileBytes(path), "\(path)")
            try expectNone(of: seen.secrets, in: bytes, path)
            #expect(!bytes.contains("kq_") && !bytes.contains("sdk-") && !bytes.contains("mob-"))
            let events = try Self.events(bytes)
            try expectOneEach(events, replica, run)
            for event in events { expect(event, fingerprints, seen) }
            #expect(Set(events.compactMap { $0["auth_method"] as? String }).isSuperset(of: Self.methods))
        }
        try expectNone(of: seen.secrets, under: run.directory.path)
    }

    private static let methods = ["admin_key", "managed_key", "sdk_key", "mobile_key", "environment_id"]

    /// As many lines as answers that the prober took for one, and what it owes: for those it may have got none.
    private func expectOneEach(_ events: [[String: Any]], _ replica: UInt32, _ run: KeyquakeRun) throws {
        let id = ReplicaID(replica)
        let heard = try run.directory.probeRuns(of: id).reduce(0) { $0 + Int($1.count) }
        let owed = try run.directory.events(of: .prober(id)).reduce(0) {
            if case .probesOwed(let count) = $1 { $0 + Int(count) } else { $0 }
        }
        let lives = try run.directory.incarnations(of: replica).count
        #expect(heard > 100)
        #expect(heard...(heard + owed + lives) ~= events.count, "\(heard) heard, \(owed) owed, \(events.count) events")
    }

    private func expect(_ event: [String: Any], _ fingerprints: Set<String>, _ seen: Deployment) {
        let line = Comment(rawValue: "\(event)")
        #expect(fingerprints.contains(event["fingerprint"] as? String ?? ""), line)
        let isPassed = event["verdict"] as? String == "passed"
        let status = isPassed ? 200 : event["route"] as? String == "client" ? 404 : 401
        // Before a replica has read anything it says 503, which is neither yes nor no.
        #expect(event["status"] as? Int == status || !isPassed && event["status"] as? Int == 503, line)
        let id = event["auth_key_id"] as? String
        #expect((id != nil) == (event["auth_method"] as? String == "managed_key"), line)
        if let id { #expect(seen.keys.contains(id), line) }
        guard !isPassed else { return }
        for name in ["auth_key_id", "auth_method", "environment", "path", "user_path"] {
            #expect(event[name] == nil, line)
        }
    }

    private static func events(_ bytes: [UInt8]) throws -> [[String: Any]] {
        try bytes.split(separator: UInt8(ascii: "\n")).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
    }

    /// What stood in Redis while the run went on.
    private struct Deployment {
        var secrets: Set<String> = []
        /// Ids of managed keys.
        var keys: Set<String> = []

        static func watched(of run: KeyquakeRun) throws -> Deployment {
            let slot = try EmbeddedSlot(of: run)
            let namespace = slot.key.replacing(":admin-key", with: "")
            var seen = Deployment(secrets: Set(slot.passwords.values))
            // The server ends with the run: then there is nothing more to see.
            while !run.child.hasEnded, let fields = try? slot.fields(),
                let keys = try? texts(slot, "HKEYS", "\(namespace):managed-keys"),
                let environments = try? texts(slot, "HKEYS", "\(namespace):env:index")
            {
                seen.secrets.formUnion(SecretTests.keys(in: fields))
                seen.keys.formUnion(keys)
                for id in environments {
                    guard case .string(let text)? = try? slot.ask("GET", "\(namespace):env:\(id)") else { continue }
                    let keys = String(decoding: text, as: UTF8.self).matches(of: /(?:sdk|mob)-\w+/)
                    seen.secrets.formUnion(keys.map { String($0.0) })
                }
            }
            #expect(
                seen.keys.count == 4 && seen.secrets.count >= 3 + 3 + 3 + 1, "\(seen.keys.count), \(seen.secrets.count)"
            )
            return seen
        }

        private static func texts(_ slot: EmbeddedSlot, _ words: String...) throws -> [String] {
            guard case .array(let items) = try slot.client().ask(words) else { return [] }
            return items.compactMap {
                if case .string(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { nil }
            }
        }
    }
}
