@testable import Checks
import History
@testable import Scenario
import Testing

/// What probes show, against the colours of the published documents.
struct EnvironmentColourTests {
    private func says(
        _ verdict: ProbeRun.Verdict, _ key: CredentialID?, _ from: Double, _ to: Double
    ) -> (Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict? {
        KeyColourTests.says(verdict, to: key ?? .unnamed, from: from, to: to)
    }

    /// Revoked by the document that was answered at 2,004: refused from 2,604 on.
    @Test(arguments: [(2_600.0, 0), (2_640.0, 1)])
    func `a revoked key is refused behind the bound`(_ until: Double, _ violations: Int) throws {
        var (scene, document) = Scene.withEnvironment()
        let former = document.sdk
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000, followed: nil)
        scene.applies(0, document, at: until - 5)
        scene.applies(1, document, at: 2_034)
        scene.verdict = says(.accepted, former, 2_000, until)
        let findings = try scene.findings()
        #expect(findings.violations(of: "late-acceptances").count == violations)
        #expect((findings.metric("sdk-key.late-acceptances") ?? 0 > 0) == (violations > 0))
        #expect(findings.metric("mobile-key.late-acceptances") == nil)
    }

    /// The grace ends at 3,000, inclusive; 20 ms are given.
    @Test(arguments: [(3_020.0, []), (3_060.0, ["late-acceptances", "resurrections"])] as [(Double, Set<String>)])
    func `a predecessor is accepted until its end and not behind it`(
        _ to: Double, _ checks: Set<String>
    ) throws {
        var (scene, document) = Scene.withEnvironment()
        let former = document.sdk
        document.grace = former.map { [($0, 3_000)] } ?? []
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000)
        scene.verdict = says(.accepted, former, 2_500, to)
        #expect(Set(try scene.findings().violations.map(\.check)) == checks)
    }

    @Test(arguments: [(2_990.0, true), (3_000.0, false)])
    func `who refuses it before is too early`(_ from: Double, _ isEarly: Bool) throws {
        var (scene, document) = Scene.withEnvironment()
        let former = document.sdk
        document.grace = former.map { [($0, 3_000)] } ?? []
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000)
        scene.verdict = says(.refused, former, from, 3_100)
        let findings = try scene.findings()
        #expect(Set(findings.violations.map(\.check)) == (isEarly ? ["early-refusals"] : []))
        #expect((findings.metric("sdk-key.early-refusals") ?? 0 > 0) == isEarly)
    }

    @Test func `a key that is rotated back to is accepted on, and one that comes again is accepted again`() throws {
        var (scene, document) = Scene.withEnvironment()
        let first = document.sdk ?? .unnamed
        let second = scene.name(.sdkKey)
        (document.sdk, document.grace) = (second, [(first, 3_000)])
        scene.publish(&document, at: 1_500)
        (document.sdk, document.grace) = (first, [])
        scene.publish(&document, at: 2_000)
        document.additional = [second]
        scene.publish(&document, at: 3_500)
        #expect(try scene.findings().violations == [])
        var broken = scene
        broken.verdict = says(.refused, first, 3_010, 3_100)
        #expect(Set(try broken.findings().violations.map(\.check)) == ["early-refusals"])
        broken.verdict = says(.refused, second, 4_200, 4_300)
        #expect(Set(try broken.findings().violations.map(\.check)) == ["early-refusals"])
        broken.verdict = says(.accepted, second, 2_700, 2_800)
        #expect(Set(try broken.findings().violations.map(\.check)) == ["late-acceptances", "resurrections"])
    }

    /// It never saw the document that gave the first key its grace, so that for it that key went at once.
    @Test func `a life that skipped a document may do either with what it changed`() throws {
        var (scene, document) = Scene.withEnvironment()
        let first = document.sdk ?? .unnamed
        let second = scene.name(.sdkKey)
        (document.sdk, document.grace) = (second, [(first, 4_000)])
        scene.publish(&document, at: 2_000, followed: nil)
        scene.applies(1, document, at: 2_034)
        (document.sdk, document.grace, document.keeping) = (scene.name(.sdkKey), [(second, 4_000)], [(first, 4_000)])
        scene.publish(&document, at: 2_100, followed: nil)
        scene.applies(1, document, at: 2_134)
        document.keeping = []
        scene.applies(0, document, at: 2_134)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metric("environment.skipped-documents") == 1)
    }

    @Test func `a document of unknown outcome counts from the first replica that applies it`() throws {
        var (scene, document) = Scene.withEnvironment()
        let former = document.sdk
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000, outcome: .unknown, followed: 300)
        #expect(try scene.findings().violations == [])
        scene.verdict = says(.accepted, former, 2_000, 3_000)
        #expect(try scene.findings().violations(of: "late-acceptances").count == 1)
    }

    @Test func `of two documents on their way at once, whose answers nobody has, neither is taken for the other`()
        throws
    {
        var (scene, document) = Scene.withEnvironment()
        for at in [2_000.0, 2_100] {
            document.sdk = scene.name(.sdkKey)
            scene.publish(&document, at: at, took: 400, outcome: .unknown)
        }
        let found = try scene.findings().violations
        #expect(found.isEmpty, "\(found)")
        var stranger = document
        stranger.version = VersionStamp(epoch: Clock.unix(1_900), nonce: 99)
        scene.applies(0, stranger, at: 1_950)
        #expect(try scene.findings().violations(of: "document-order").count == 1)
    }

    @Test func `who is held has its bound behind the hold`() throws {
        var (scene, document) = Scene.withEnvironment()
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000, followed: nil)
        scene.applies(0, document, at: 3_500)
        scene.applies(1, document, at: 2_034)
        #expect(try scene.findings().violations(of: "document-convergence").count == 1)
        scene.hold(1, .cutOff, from: 1_900, to: 3_000)
        #expect(try scene.findings().violations == [])
    }
}
