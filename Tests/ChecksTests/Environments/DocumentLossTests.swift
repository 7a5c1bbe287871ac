@testable import Checks
import History
@testable import Scenario
import Testing

/// Documents that a fault undid.
struct DocumentLossTests {
    /// The data goes at 3,000; the first replica misses the document at 3,100.
    private func scene(isPutBack: Bool) -> Scene {
        var (scene, document) = Scene.withEnvironment()
        document.additional = [scene.name(.sdkKey)]
        scene.publish(&document, at: 2_000)
        scene.fault(.dataLoss, from: 3_000, to: 3_001)
        let epoch = document.version.epoch
        scene.actors[0].extra.append(
            (3_100, .environment(.trouble(document.environment, .lost, held: epoch, other: 0))))
        if isPutBack {
            scene.actors[0].extra.append(
                (3_150, .environment(.putBack(document.environment, version: document.version))))
        }
        return scene
    }

    @Test func `what nobody puts back is lost, what a replica puts back is not`() throws {
        let lost = try scene(isPutBack: false).findings()
        #expect(lost.metric("redis.lost-writes") == 2)
        let restored = try scene(isPutBack: true).findings()
        #expect(restored.metric("redis.lost-writes") == 0)
        #expect(lost.violations.filter { $0.check.hasPrefix("document") } == [])
        #expect(restored.violations.filter { $0.check.hasPrefix("document") } == [])
    }

    @Test func `what nobody ever got is lost with the fault`() throws {
        var (scene, document) = Scene.withEnvironment()
        document.additional = [scene.name(.sdkKey)]
        scene.publish(&document, at: 2_900, followed: nil)
        #expect(try scene.findings().violations(of: "document-convergence").count == 2)
        scene.fault(.dataLoss, from: 3_000, to: 3_001)
        let findings = try scene.findings()
        #expect(findings.metric("redis.lost-writes") == 1)
        #expect(findings.violations(of: "document-convergence") == [])
    }
}
