import Foundation
import Testing

@testable import Scenario

/// The files under scenarios/: valid, named like their file, and the same plan after a round through the writer.
@Suite struct ShippedScenariosTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../scenarios").standardizedFileURL

    /// They show what goes wrong without the right precaution.
    private static let demonstrations: Set = ["lost-write-plain", "registration-stampede-last-writer", "total-loss"]

    private static let names: [String] = {
        // A folder that cannot be listed is an empty one, which the test of the names below reports.
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
    }

    @Test func `all of them are there`() {
        #expect(
            Self.names == [
                "bootstrap-race", "deactivation-race", "drill", "environment-rotation", "environment-storm",
                "environment/arriving-predecessor-without-client", "environment/client-of-a-closed-environment",
                "environment/client-outlives-a-revoked-start", "environment/ending-keys-missing-from-status",
                "environment/events-sent-with-a-dying-key", "environment/failing-predecessor-spoils-the-environment",
                "environment/grace-key-lost-or-kept-with-its-list", "environment/list-ends-a-key-in-its-grace",
                "environment/list-ends-the-primary", "environment/notice-of-itself-ends-the-primary",
                "environment/old-document-comes-true", "environment/old-end-kills-the-live-primary",
                "environment/past-notice-spares-the-outgoing-key", "environment/promoted-key-keeps-its-old-role",
                "expiry-on-time", "failover-during-deactivation", "failover-frozen-primary", "failover-kill-primary",
                "failover-ordered", "first-key", "foreign-gateway", "grace-window", "graceful-stop",
                "http-and-process-agree", "http-rotation", "key-flood", "kill-switch", "lease-holder-dies",
                "lost-answer", "lost-write-fenced", "lost-write-plain", "managed-key-lifecycle",
                "partitioned-replicas", "partitioned-replicas-refuse-after", "redeem-race", "redis-away-at-start",
                "redis-away-at-start-refuse", "redis-password-rotation", "redis-restart", "registration-alone",
                "registration-failover", "registration-stampede", "registration-stampede-last-writer", "replica-churn",
                "revoke-race",
                "rollback", "rolling-deploy", "rolling-redis-restart", "rotate-admin-key", "rotate-race",
                "rotation-storm", "secret-expiry", "sentinel-minority", "skewed-clocks", "slot-damage",
                "slot-damage-plain", "slow-network", "split-brain", "storage-failover", "storage-failover-confirmed",
                "token-storm", "total-loss", "twelve-hundred",
            ])
    }

    @Test(arguments: names)
    func `a shipped scenario is valid and called like its file`(name: String) throws {
        let text = try Self.text(name)
        #expect(ScenarioText.findings(text) == [])
        let plan = try ScenarioText.plan(text)
        #expect(name == plan.name || name == "environment/\(plan.name)")
        #expect(plan.about.count > 20)
        #expect(!plan.expectations.isEmpty)
        #expect(plan.expectedVerdict == (Self.demonstrations.contains(name) ? .fail : .pass))
    }

    @Test(arguments: names)
    func `a shipped scenario survives the writer`(name: String) throws {
        let text = try Self.text(name)
        let seeded = try scenarioAsRun(text: text, file: "\(name).yaml", seed: 12_345)
        #expect(try ScenarioText.plan(seeded) == ScenarioText.plan(text, seed: 12_345))
    }

    /// One client id on all replicas within one poll, and what a poll may take on top.
    private static let withinOnePoll: Set = ["registration-stampede", "secret-expiry"]

    @Test(arguments: withinOnePoll)
    func `registrations are known within one poll`(name: String) throws {
        let plan = try #require(try ScenarioText.plan(try Self.text(name)).registrations)
        #expect(plan.learn == plan.poll + plan.poll / 10 + BoundsSection.allowance)
    }

    @Test(arguments: names)
    func `a shipped scenario leaves head room of three polls and ends soon`(name: String) throws {
        let plan = try ScenarioText.plan(try Self.text(name))
        let isPrompt = Self.withinOnePoll.contains(name)  // and no admin key is changed in these
        #expect(isPrompt || plan.bounds.learn >= 3 * plan.fleet.poll)
        #expect(plan.bounds.refuse >= 3 * plan.fleet.poll)
        #expect((plan.managedKeys?.learn ?? .max) >= 3 * (plan.managedKeys?.poll ?? 0))
        #expect((plan.managedKeys?.refuse ?? .max) >= 3 * (plan.managedKeys?.poll ?? 0))
        #expect(isPrompt || (plan.registrations?.learn ?? .max) >= 3 * (plan.registrations?.poll ?? 0))
        #expect((plan.environments?.learn ?? .max) >= 3 * (plan.environments?.poll ?? 0))
        #expect((plan.environments?.refuse ?? .max) >= 3 * (plan.environments?.poll ?? 0))
        #expect(plan.longestRunLength < 20_000_000_000)
    }
}
