import Testing

@testable import Checks
@testable import ReplicaCore

/// The checks of environments on histories of the real core: fleets that behave are never accused.
struct WorldHistoryTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `fleets of the real core are never accused`(_ seed: UInt64) throws {
        let findings = try WorldHistory(Self.world(seed, losesData: false)).findings()
        #expect(findings.violations == [], "seed \(seed)")
        #expect(findings.verdict != .fail)
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `nor are those whose store loses documents and gets them back`(_ seed: UInt64) throws {
        let findings = try WorldHistory(Self.world(seed, losesData: true)).findings()
        #expect(findings.violations == [], "seed \(seed)")
    }

    @Test func `the lives are such as can be judged`() throws {
        let all = try (0..<6).map { try WorldHistory(Self.world($0, losesData: $0 % 2 == 0)).findings() }
        func samples(_ metric: String) -> Int { all.reduce(0) { $0 + ($1.metrics[metric]?.samples ?? 0) } }
        for kind in ["sdk-key", "mobile-key", "environment-id"] {
            #expect(samples("\(kind).late-acceptances") > 100, "\(kind)")
            #expect(samples("\(kind).early-refusals") > 20, "\(kind)")
            #expect(samples("\(kind).convergence.max") > 10, "\(kind)")
        }
        #expect(samples("sdk-key.revocation-lag.max") > 20)
        #expect(samples("environment.removal-lag.p99") > 100)
        #expect(samples("leaked.upstream-clients") > 50)
        #expect(samples("environment.duplicate-deliveries") > 50)
        #expect(samples("environment.skipped-documents") > 50)
        #expect(samples("environment.status-mismatches") > 200)
        #expect(all.allSatisfy { ($0.metrics["environment.removal-lag.max"]?.value ?? 0) < 20 })
    }

    static func world(_ seed: UInt64, losesData: Bool, patch: KeeperPatch? = nil) -> EnvironmentWorld {
        var settings = EnvironmentWorld.Settings()
        settings.replicas = 1 + Int(seed % 3)
        settings.losesData = losesData
        settings.losesMessages = seed % 3 == 0
        settings.failsStarts = seed % 2 == 0
        settings.longestGrace = seed % 4 < 2 ? 900 : 4_000  // longer than the bound of the checks
        var world = EnvironmentWorld(seed: seed, settings: settings, patch: patch)
        world.schedule(troubles: 60, withinMilliseconds: 6_000)
        world.run(milliseconds: 6_500)
        world.settleAndClose()
        return world
    }
}
