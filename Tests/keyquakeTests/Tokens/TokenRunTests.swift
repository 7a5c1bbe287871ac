import Checks
import History
import RedisFixture
import Scenario
import Testing

/// Runs with tokens, from the scenario to the verdict, with real processes and a real Redis.
@Suite struct TokenRunTests {
    private static let busy =
        "{ sessions: 20, issue: 10, use: 40, rotate: 20, revoke: 4, redeem: 10, replay: 6, access-ttl: 1s }"

    private func events(_ run: KeyquakeRun, ofReplicas count: UInt32) throws -> [TokenEvent] {
        try (1...count).flatMap { try run.directory.events(of: .replica(ReplicaID($0))) }.compactMap {
            if case .token(let event) = $0 { event } else { nil }
        }
    }

    private func deeds(_ run: KeyquakeRun, ofReplicas count: UInt32) throws -> [TokenDeed] {
        try events(run, ofReplicas: count).compactMap { if case .did(let deed) = $0 { deed } else { nil } }
    }

    @Test func `sessions are made, used, exchanged and revoked on different replicas`() throws {
        let run = try KeyquakeRun.expect(
            [
                .init("{ at: 1500ms, revoke-session: { count: 2 } }"),
                .init("{ at: 2s, revoke-user: { pick: 2 } }"),
                .init("{ at: 2500ms, revoke-session: { pick: 3 } }"),
            ],
            in: ScenarioText(
                name: "tokens", replicas: 4, tokens: Self.busy, bounds: ScenarioText.patientBounds,
                expect: "tokens.stale-reads: \"== 0\""))
        let deeds = try deeds(run, ofReplicas: 4)
        for kind in TokenDeedKind.allCases where kind != .reuse && kind != .replay {
            #expect(deeds.contains { $0.kind == kind && $0.outcome == .done }, "\(kind)")
        }
        for outcome in [TokenOutcome.missing, .used, .reused, .revoked] {
            #expect(deeds.contains { $0.outcome == outcome }, "\(outcome)")
        }
        #expect(!deeds.contains { $0.outcome == .malformed })
        let findings = try run.directory.findings
        for metric in ["issued", "used", "rotated", "revoked", "redeemed"] {
            #expect(findings.metrics["tokens.\(metric)"]?.value ?? 0 > 10, "\(metric)")
        }
        for metric in [
            "tokens.double-redemptions", "tokens.lost-writes", "tokens.ttl-violations", "leaked.index-members",
        ] { #expect(findings.metrics[metric]?.value == 0, "\(metric): \(findings.summary)") }
    }

    /// Every fourth session holds an access token that ends long before the others do.
    @Test func `families whose access tokens end one after the other leave nothing in their indexes`() throws {
        let run = try KeyquakeRun.expect(
            [.init("{ at: 1500ms, revoke-session: { count: 2 } }")],
            in: ScenarioText(
                name: "mixed", replicas: 3, tokens: "{ sessions: 80, issue: 20, use: 40, rotate: 10 }",
                bounds: ScenarioText.patientBounds, expect: "leaked.index-members: \"== 0\""))
        let metrics = try run.directory.findings.metrics
        #expect(metrics["leaked.index-members"] == Measurement(value: 0, unit: "count", samples: 1))
        #expect(metrics["leaked.keys"] == Measurement(value: 0, unit: "count", samples: 1))
    }

    @Test func `of all who redeem a code at once one gets it`() throws {
        let run = try KeyquakeRun.expect(
            [.init("{ at: 300ms, redeem-burst: { codes: 200, redeemers: 100% } }")],
            in: ScenarioText(
                name: "redeem", replicas: 5, tokens: "{ sessions: 1 }", bounds: ScenarioText.patientBounds,
                expect: "tokens.redeemed: \"== 200\""))
        let events = try events(run, ofReplicas: 5)
        let refused = events.reduce(UInt32(0)) { sum, event in
            if case .raced(_, _, let refused, _) = event { sum + refused } else { sum }
        }
        #expect(refused == 800)
        let winners = try deeds(run, ofReplicas: 5).filter { $0.kind == .redeem && $0.outcome == .done }
        #expect(Set(winners.map(\.family)).count == 200 && winners.count == 200)
    }

    @Test func `of all who exchange a refresh token at once one gets it, and its family is revoked`() throws {
        let run = try KeyquakeRun.expect(
            [.init("{ at: 300ms, rotate-burst: { tokens: 100, rotators: 4 } }")],
            in: ScenarioText(
                name: "rotate", replicas: 4, tokens: "{ sessions: 1 }", bounds: ScenarioText.patientBounds,
                expect: "tokens.rotated: \"== 100\""))
        let deeds = try deeds(run, ofReplicas: 4)
        #expect(deeds.count { $0.kind == .rotate && $0.outcome == .reused } == 100)
        let findings = try run.directory.findings
        #expect(findings.metrics["tokens.stale-reads"]?.value == 0)
        #expect(findings.metrics["tokens.stale-reads"]?.samples ?? 0 >= 300, "each was read afterwards")
    }

    @Test func `no signature and no secret of the storage is in the history or in what is said`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "quiet", replicas: 2, tokens: Self.busy, steps: ["{ at: 1s, revoke-session: {} }"],
                bounds: ScenarioText.patientBounds, expect: "tokens.issued: \">= 1\""))
        try run.waitUntilFleetIsReady()
        let redis = try EmbeddedSlot(of: run)
        var signatures: [String] = []
        try waitUntil("there are tokens", within: 10) {
            guard case .array(let names) = try redis.ask("KEYS", "*:{tokens}:*ess:*") else { return false }
            signatures = names.compactMap { name in
                if case .string(let bytes) = name {
                    String(decoding: bytes, as: UTF8.self).split(separator: ":").last.map(String.init)
                } else {
                    nil
                }
            }.filter { $0.utf8.count == 64 }
            return signatures.count > 5
        }
        _ = try run.exitCode()
        for file in filesBelow(run.out) + ["\(run.folder.path)/stderr", "\(run.folder.path)/stdout"] {
            let bytes = try #require(fileBytes(file))
            #expect(!signatures.contains { bytes.contains($0) }, "\(file)")
        }
    }
}
