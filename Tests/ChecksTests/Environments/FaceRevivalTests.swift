@testable import Checks
import History
import HistoryLog
@testable import Scenario
import Testing

/// Answers of a face about a credential that the replica's own documents ended: revoked at 2,000, known to the replica at
/// 2,034.
struct FaceRevivalTests {
    /// - Parameters:
    ///   - at: when the face accepts it.
    ///   - late: until when the loop that applied the document was put off.
    private func revivals(acceptedAt at: Double, loopLateUntil late: Double? = nil) throws -> [Violation] {
        var (scene, document) = Scene.withEnvironment(replicas: 1)
        scene.plan.fleet.http = true
        scene.plan.probe.via = .http
        let former = document.sdk ?? .unnamed
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000)
        if let late { scene.actors[0].extra.append((late, .lagged(from: Clock.monotonic(2_034)))) }
        scene.fromOutside = [
            Scene.OutsideAsker(
                replica: 1, credential: former, runs: [(.accepted, [1_900]), (.accepted, [at])], took: 1)
        ]
        return try scene.findings().violations(of: "resurrections")
    }

    /// The loop had not handed the face what it had applied; 21 ms are given from where it ran again.
    @Test(arguments: [(2_100.0, 0), (2_160.0, 0), (2_190.0, 1), (2_600.0, 1)])
    func `while the loop is put off a face may answer by what it was handed last`(_ at: Double, _ count: Int) throws {
        let revivals = try revivals(acceptedAt: at, loopLateUntil: 2_150)
        #expect(revivals.count == count)
        for violation in revivals {
            #expect(violation.replica == "r1" && violation.credential != nil && violation.atMilliseconds > 0)
        }
    }

    @Test(arguments: [(2_050.0, 0), (2_070.0, 1), (2_100.0, 1)])
    func `where the loop runs it may not`(_ at: Double, _ count: Int) throws {
        #expect(try revivals(acceptedAt: at).count == count)
    }

    /// A replica asks itself on the thread of its loop: what that knows dead it never accepts, late or not.
    @Test func `what a replica answers itself has no such excuse`() throws {
        var (scene, document) = Scene.withEnvironment(replicas: 1)
        let former = document.sdk ?? .unnamed
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000)
        scene.actors[0].extra.append((2_150, .lagged(from: Clock.monotonic(2_034))))
        scene.verdict = KeyColourTests.says(.accepted, to: former, from: 2_060, to: 2_140)
        #expect(try scene.findings().violations(of: "resurrections").count == 1)
    }
}
