@testable import Checks
import History
@testable import Scenario
import Testing

/// What is measured of removals: nothing is dropped for being late.
struct RemovalMeasureTests {
    /// A grace that ends at 3,000; in the first replica the key stops resolving at a time, in the second 1 ms behind.
    private static func scene(goneAt time: Double) -> Scene {
        var (scene, document) = Scene.withEnvironment()
        let former = document.sdk ?? .unnamed
        document.grace = [(former, 3_000)]
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000)
        scene.rewrite = { events, actor in
            guard actor.replica == 1 else { return events }
            return events.map { SceneEvents.isResolution(of: former, isIn: false, $0.event) ? (time, $0.event) : $0 }
        }
        return scene
    }

    private static func measures(_ scene: Scene) throws -> (delay: Measurement, lag: Measurement) {
        let metrics = try scene.findings().metrics
        return (
            try #require(metrics["environment.removal-delay.max"]), try #require(metrics["environment.removal-lag.max"])
        )
    }

    /// The loop was late at the end itself, or with the turn of it, or only became late behind.
    @Test(
        arguments: [
            (3_045.0, 3_000.5, 3_040.0, 5.0), (3_045, 2_950, 3_040, 5), (3_045, 3_010, 3_040, 45),
            (3_045, 2_950, 2_990, 45),
            (3_015, 2_950, 3_040, 15), (3_045, 3_000, 3_060, 45),
        ] as [(Double, Double, Double, Double)])
    func `a late loop counts from the turn that woke, if it was late at the end itself`(
        _ gone: Double, _ from: Double, _ to: Double, _ lag: Double
    ) throws {
        var scene = Self.scene(goneAt: gone)
        scene.actors[0].extra.append((to, .lagged(from: Clock.monotonic(from))))
        let measured = try Self.measures(scene)
        #expect(measured.delay.value == gone - 3_000 && measured.delay.samples == 2)
        #expect(measured.lag.value == lag && measured.lag.samples == 2)
    }

    @Test func `a replica that a fault had stopped has a delay and no lag, one that was cut off has both`() throws {
        var frozen = Self.scene(goneAt: 3_210)
        frozen.hold(1, .frozen, from: 2_900, to: 3_200)
        var measured = try Self.measures(frozen)
        #expect(measured.delay.value == 210 && measured.delay.samples == 2)
        #expect(measured.lag.value == 1 && measured.lag.samples == 1)
        var cutOff = Self.scene(goneAt: 3_018)
        cutOff.hold(1, .cutOff, from: 2_900, to: 3_200)
        measured = try Self.measures(cutOff)
        #expect(measured.lag.value == 18 && measured.lag.samples == 2)
    }
}
