@testable import Checks
import History
@testable import Scenario
import Testing

/// Documents of which nobody knows what they say: what is judged all the same, and what is said of the rest.
struct LeftOutTests {
    /// Two documents whose answers nobody has are applied at 2,434 and 2,534; a third one that is known at 3,034.
    private struct Unknown {
        var scene: Scene
        var document: Scene.Document

        init(grace: Double? = nil) {
            (scene, document) = Scene.withEnvironment()
            for at in [2_000.0, 2_100] {
                rotate(grace: grace)
                scene.publish(&document, at: at, took: 400, outcome: .unknown)
            }
            rotate(grace: nil)
            scene.publish(&document, at: 3_000)
        }

        private mutating func rotate(grace: Double?) {
            document.keeping += document.grace
            document.grace = []
            if let grace, let key = document.sdk { document.grace = [(key, grace)] }
            document.sdk = scene.name(.sdkKey)
        }

        mutating func upstream(_ sight: UpstreamSight, _ key: CredentialID?, at: Double) {
            let life = scene.actors[0].life
            scene.coordinator.append(
                (at, .environment(.upstreamSaw(life, key ?? .unnamed, sight, at: Clock.monotonic(at)))))
        }

        var shown: [(CredentialID, EnvironmentRole)] {
            [document.sdk, document.mobile].map { ($0 ?? .unnamed, .primary) }
        }
    }

    @Test func `who follows is not accused, with and without a grace that may linger`() throws {
        #expect(try Unknown().scene.findings().violations == [])
        #expect(try Unknown(grace: 4_000).scene.findings().violations == [])
    }

    /// Before the unknown ones, and behind the known one that follows; in between nobody can tell.
    @Test(arguments: [(1_200, 1_950, 1), (2_600, 2_900, 0), (3_700, 4_700, 1)] as [(Double, Double, Int)])
    func `a leak is seen wherever it is known who should be connected`(
        _ from: Double, _ to: Double, _ leaks: Int
    ) throws {
        var unknown = Unknown()
        unknown.upstream(.opened, unknown.document.mobile, at: from)
        unknown.upstream(.closed, unknown.document.mobile, at: to)
        let findings = try unknown.scene.findings()
        #expect(findings.violations.map(\.check) == Array(repeating: "upstream-clients", count: leaks))
        let detail = try #require(findings.checks.first { $0.name == "upstream-clients" }?.detail)
        if leaks == 0 { #expect(detail.contains("of them in part"), "\(detail)") }
    }

    @Test func `a missing connection is seen behind the document that is known again`() throws {
        var unknown = Unknown()
        let sdk = unknown.document.sdk ?? .unnamed
        unknown.scene.rewriteUpstream = { events, actor in
            actor.replica == 1 ? events.filter { !SceneEvents.isSight(.opened, of: sdk, $0.event) } : events
        }
        #expect(try unknown.scene.findings().violations(of: "upstream-clients").count == 1)
    }

    @Test func `what one environment does not know leaves another as it is`() throws {
        var unknown = Unknown()
        let other = unknown.scene.addEnvironment(at: 60)
        unknown.upstream(.opened, other.mobile, at: 2_450)
        #expect(try unknown.scene.findings().violations(of: "upstream-clients").count == 1)
    }

    @Test func `a status is judged before, and again behind, the unknown ones`() throws {
        for (at, mismatches) in [(1_900, 1), (2_700, 0), (4_200, 1)] as [(Double, Int)] {
            var unknown = Unknown()
            let stranger = unknown.scene.name(.sdkKey)
            unknown.scene.asksStatus(
                1, unknown.document.environment, at: at, [(stranger, .primary)])
            let findings = try unknown.scene.findings()
            #expect(findings.violations.count == mismatches)
            #expect(findings.violations.allSatisfy { $0.check == "environment-status" })
        }
        var unknown = Unknown()
        unknown.scene.asksStatus(1, unknown.document.environment, at: 4_200, unknown.shown)
        #expect(try unknown.scene.findings().violations == [])
    }

    @Test func `a check that had to leave out everything proves nothing, and says how much`() throws {
        var unknown = Unknown()
        unknown.scene.asksStatus(1, unknown.document.environment, at: 2_700, unknown.shown)
        let findings = try unknown.scene.findings()
        #expect(findings.status(of: "environment-status") == .inconclusive)
        #expect(findings.inconclusive.contains { $0.contains("all 1 answers are left out") })
        unknown.scene.asksStatus(1, unknown.document.environment, at: 4_200, unknown.shown)
        let check = try unknown.scene.findings().checks.first { $0.name == "environment-status" }
        #expect(check?.status == .passed && check?.detail == "1 answers, 1 left out")
    }

    /// One that came behind may be accepted until its grace ends, or may not: the rest of the row is known.
    @Test func `a key that may linger is doubtful, and no other is`() throws {
        let (old, named, next) = (CredentialID(5), CredentialID(6), CredentialID(7))
        var sets = KeySets()
        var first = StatedKeys()
        first.primary = old
        sets.take(first, at: 10, within: 1)
        var candidate = StatedKeys()
        (candidate.primary, candidate.grace) = (named, StatedKeys.Ending(key: old, end: 900))
        var lingering = Lingering.Keys(sets, alive: 20)
        lingering.take(candidate)
        var known = StatedKeys()
        known.primary = next
        var after = KeySets(behind: lingering, known)
        after.take(known, at: 30, within: 1)
        #expect(after.primary == next && after.doubtful == [old])
        known.primary = nil
        known.active = [named]
        after = KeySets(behind: lingering, known)
        after.take(known, at: 30, within: 1)
        #expect(after.doubtful == [old, named])
    }
}
