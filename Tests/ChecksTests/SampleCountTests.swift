@testable import Checks
import History
@testable import Scenario
import Testing

/// n says how much was measured, and a metric of nothing is null.
struct SampleCountTests {
    @Test func `probes are what late, early and risen keys are counted among`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        let metrics = try scene.findings().metrics
        // Two replicas, asked every 10 ms: for the old key 396 ms + 2,386 ms, for the new one 1,800 + 2,386 ms.
        for (name, least, most) in [
            ("admin-key.early-refusals", 300, 700), ("admin-key.late-acceptances", 1_500, 2_500),
            ("admin-key.resurrections", 1_500, 2_500), ("skewed", 1_500, 2_500),
        ] {
            let samples = try #require(metrics[name]?.samples)
            #expect((least...most).contains(samples), "\(name): \(samples)")
        }
    }

    @Test func `a wrong probe is counted with its number`() throws {
        var scene = Scene()
        scene.verdict = { actor, credential, at in
            actor.replica == 1 && credential.number == 0 && at >= 3_000 && at < 3_030 ? .refused : nil
        }
        let findings = try scene.findings()
        #expect(findings.metric("early-refusals") == 3)
        #expect(findings.violations.map(\.detail) == ["refused 3 times, last at 2020.0 ms"])
    }

    @Test func `who was never held has no exposure`() throws {
        let metrics = try Scene().findings().metrics
        #expect(metrics["admin-key.stale-exposure.max"] == Measurement(value: nil, unit: "ms", samples: 0))
        #expect(metrics["admin-key.start-exposure.max"] == Measurement(value: 0, unit: "ms", samples: 2))
    }

    /// Of three, one was held at the change, one started after it.
    @Test func `convergence and lag are those of who was there and free`() throws {
        var scene = Scene(replicas: 3)
        scene.rotate(at: 2_000)
        scene.hold(2, .cutOff, from: 1_990, to: 2_010)
        scene.actors[2].started = 2_700
        scene.actors[2].ready = 2_800
        scene.actors[2].applications = [Scene.Application(at: 2_790, value: 1, path: .start)]
        let metrics = try scene.findings().metrics
        #expect(metrics["admin-key.convergence.max"]?.samples == 1)
        #expect(metrics["admin-key.revocation-lag.max"]?.samples == 1)
    }

    @Test func `who ended before a deadline has no lag`() throws {
        var scene = Scene()
        scene.actors[1].end = 1_900
        scene.rotate(at: 2_000)
        #expect(try scene.findings().metrics["admin-key.revocation-lag.max"]?.samples == 1)
    }

    @Test(arguments: [(9, 1, 1.0, 0.0), (8, 2, 0, 1), (7, 1, 0, 0)] as [(UInt32, UInt32, Double, Double)])
    func `descriptors and threads are counted apart, and each alone is a leak`(
        _ descriptors: UInt32, _ threads: UInt32, _ moreDescriptors: Double, _ moreThreads: Double
    ) throws {
        var scene = Scene()
        for (index, found) in [(0, (8, 1)), (1, (descriptors, threads))] as [(Int, (UInt32, UInt32))] {
            let life = scene.actors[index].life
            scene.coordinator += [
                (1_001, .inventory(life, phase: .baseline, descriptors: 8, threads: 1)),
                (4_900, .inventory(life, phase: .end, descriptors: found.0, threads: found.1)),
                (4_901, .redisClients(life, expected: 2, found: 2)),
            ]
        }
        let findings = try scene.findings()
        #expect(findings.violations.count == (moreDescriptors + moreThreads > 0 ? 1 : 0))
        #expect(
            findings.metrics["leaked.descriptors"] == Measurement(value: moreDescriptors, unit: "count", samples: 2))
        #expect(findings.metrics["leaked.threads"] == Measurement(value: moreThreads, unit: "count", samples: 2))
        #expect(findings.metrics["leaked.redis-connections"] == Measurement(value: 0, unit: "count", samples: 2))
    }
}
