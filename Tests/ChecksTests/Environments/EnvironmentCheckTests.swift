@testable import Checks
import History
@testable import Scenario
import Testing

/// What each check of environments says, and does not say, of histories made for it.
struct EnvironmentCheckTests {
    /// Rotated at 2,000 with a grace until 3,000; applied at 2,034.
    private struct Rotated {
        var scene: Scene
        var document: Scene.Document
        let former: CredentialID

        init() {
            (scene, document) = Scene.withEnvironment()
            former = document.sdk ?? .unnamed
            document.grace = [(former, 3_000)]
            document.sdk = scene.name(.sdkKey)
            scene.publish(&document, at: 2_000)
        }

        var sdk: CredentialID { document.sdk ?? .unnamed }
        var mobile: CredentialID { document.mobile ?? .unnamed }

        func checks() throws -> [String] { try scene.findings().violations.map(\.check) }

        /// In the first replica.
        mutating func rewrite(_ change: @escaping ([(at: Double, event: Event)]) -> [(at: Double, event: Event)]) {
            scene.rewrite = { events, actor in actor.replica == 1 ? change(events) : events }
        }

        mutating func adds(_ event: EnvironmentEvent, at: Double) {
            scene.actors[0].extra.append((at, .environment(event)))
        }

        mutating func upstream(_ sight: UpstreamSight, _ key: CredentialID, at: Double) {
            let life = scene.actors[0].life
            scene.coordinator.append(
                (at, .environment(.upstreamSaw(life, key, sight, at: Clock.monotonic(at)))))
        }
    }

    /// At 3,001 it is in time, at 2,990 early, at 3,030 late.
    @Test(arguments: [(3_001.0, 0), (2_990.0, 1), (3_019.0, 0), (3_030.0, 1)])
    func `a removal is neither early nor late`(_ at: Double, _ violations: Int) throws {
        var rotated = Rotated()
        let former = rotated.former
        rotated.rewrite { events in
            events.map { SceneEvents.isResolution(of: former, isIn: false, $0.event) ? (at, $0.event) : $0 }
        }
        let findings = try rotated.scene.findings()
        #expect(findings.violations.map(\.check) == Array(repeating: "environment-removals", count: violations))
        if at > 3_000 { #expect(findings.metric("environment.removal-lag.max") == at - 3_000) }
    }

    @Test func `a key that never stops resolving is a violation, and so is a client that is not closed`() throws {
        var rotated = Rotated()
        let former = rotated.former
        rotated.rewrite { events in events.filter { !SceneEvents.isResolution(of: former, isIn: false, $0.event) } }
        #expect(try rotated.checks() == ["environment-removals"])
        rotated.rewrite { events in events.filter { !SceneEvents.isClient(of: former, [.closing, .closed], $0.event) } }
        #expect(try rotated.checks() == ["environment-removals"])
    }

    @Test func `what stays is not to go and come, to be registered twice, or to lose its client`() throws {
        var rotated = Rotated()
        let environment = rotated.document.environment
        rotated.adds(.resolves(rotated.sdk, environment: environment, isIn: false), at: 2_500)
        rotated.adds(.resolves(rotated.sdk, environment: environment, isIn: true), at: 2_501)
        #expect(try rotated.checks() == ["environment-churn"])
        rotated = Rotated()
        rotated.adds(.resolves(rotated.sdk, environment: environment, isIn: true), at: 2_500)
        #expect(try rotated.checks() == ["environment-churn"])
        rotated = Rotated()
        rotated.adds(.client(environment: environment, rotated.sdk, token: 77, .starting), at: 2_500)
        #expect(try rotated.checks() == ["environment-churn"])
    }

    @Test func `a document that says the same again moves nothing`() throws {
        var rotated = Rotated()
        rotated.scene.publish(&rotated.document, at: 2_500)
        #expect(try rotated.checks() == [])
    }

    /// Up to the bound of 600 ms behind the removal at 3,001.
    @Test(arguments: [(3_590.0, 0.0), (3_640.0, 1.0)])
    func `a connection is not to outlive its key`(_ at: Double, _ leaked: Double) throws {
        var rotated = Rotated()
        let former = rotated.former
        rotated.scene.rewriteUpstream = { events, actor in
            guard actor.replica == 1 else { return events }
            return events.map { SceneEvents.moved(.closed, of: former, to: at, $0) }
        }
        let findings = try rotated.scene.findings()
        #expect(findings.violations.map(\.check) == (leaked > 0 ? ["upstream-clients"] : []))
        #expect(findings.metric("leaked.upstream-clients") == leaked)
    }

    @Test func `neither is one to be missing, or doubled, or to be of a key that has none`() throws {
        var rotated = Rotated()
        let sdk = rotated.sdk
        rotated.scene.rewriteUpstream = { events, actor in
            actor.replica == 1
                ? events.filter {
                    !SceneEvents.isSight(.opened, of: sdk, $0.event) && !SceneEvents.isSight(.closed, of: sdk, $0.event)
                } : events
        }
        #expect(try rotated.checks() == ["upstream-clients"])
        rotated = Rotated()
        rotated.upstream(.opened, rotated.sdk, at: 2_200)
        rotated.upstream(.closed, rotated.sdk, at: 2_210)
        #expect(try rotated.checks() == ["upstream-clients"])
        #expect(try rotated.scene.findings().metric("environment.duplicate-clients") == 1)
        rotated = Rotated()
        rotated.upstream(.opened, rotated.mobile, at: 2_200)
        #expect(try rotated.scene.findings().metric("leaked.upstream-clients") == 1)
    }

    @Test func `a start that upstream holds back is not missing, and a lost connection has its time to come back`()
        throws
    {
        var rotated = Rotated()
        let sdk = rotated.sdk
        rotated.scene.rewriteUpstream = { events, actor in
            actor.replica == 1
                ? events.map { SceneEvents.moved(.opened, of: sdk, to: 4_500, $0) } : events
        }
        #expect(try rotated.checks() == ["upstream-clients"])
        rotated.upstream(.held, sdk, at: 2_040)
        #expect(try rotated.checks() == [])
        rotated = Rotated()
        rotated.upstream(.dropped, rotated.sdk, at: 2_500)
        rotated.upstream(.opened, rotated.sdk, at: 3_050)
        #expect(try rotated.checks() == [])
    }

    @Test func `entries of the ledger that nobody read leave it open`() throws {
        var rotated = Rotated()
        rotated.scene.coordinator.append((4_000, .environment(.upstreamUnread(3))))
        let findings = try rotated.scene.findings()
        #expect(findings.status(of: "upstream-clients") == .inconclusive)
    }

    @Test func `each update is delivered once, and a new environment begins anew`() throws {
        var rotated = Rotated()
        let environment = rotated.document.environment
        rotated.adds(.delivered(environment: environment, data: 4), at: 2_500)
        rotated.adds(.delivered(environment: environment, data: 5), at: 2_600)
        #expect(try rotated.checks() == [])
        rotated.adds(.delivered(environment: environment, data: 5), at: 4_000)
        #expect(try rotated.checks() == ["environment-deliveries"])
        #expect(try rotated.scene.findings().metric("environment.duplicate-deliveries") == 1)
        rotated.document.isDeletion = true
        rotated.scene.publish(&rotated.document, at: 3_200)
        rotated.document.isDeletion = false
        rotated.scene.publish(&rotated.document, at: 3_300)
        #expect(try rotated.checks() == [])
    }

    @Test func `events go out as the primary`() throws {
        var rotated = Rotated()
        let (environment, sdk) = (rotated.document.environment, rotated.sdk)
        rotated.adds(.sendsEvents(environment: environment, as: rotated.former), at: 2_500)
        #expect(try rotated.checks() == ["environment-events"])
        rotated = Rotated()
        rotated.rewrite { events in
            events.filter { $0.event != .environment(.sendsEvents(environment: environment, as: sdk)) }
        }
        #expect(try rotated.checks() == ["environment-events"])
    }

    /// Whatever the replica says of itself: by what arrives at upstream. Some are under way when a primary is replaced.
    @Test(arguments: [(2_100.0, 0), (2_900.0, 1)])
    func `events that arrive as a key that was replaced are seen from outside`(_ at: Double, _ violations: Int) throws {
        for sight in [UpstreamSight.events, .denied] {
            var rotated = Rotated()
            rotated.upstream(sight, rotated.former, at: at)
            #expect(try rotated.checks() == Array(repeating: "environment-events", count: violations))
        }
    }

    @Test func `and so are those of a key that is none's primary yet`() throws {
        var rotated = Rotated()
        rotated.upstream(.events, rotated.sdk, at: 2_020)
        #expect(try rotated.checks() == ["environment-events"])
    }

    @Test(arguments: [(2_050.0, 0), (2_060.0, 1)])
    func `what a document brings resolves at once`(_ at: Double, _ violations: Int) throws {
        var rotated = Rotated()
        let sdk = rotated.sdk
        rotated.rewrite { events in
            events.map { SceneEvents.isResolution(of: sdk, isIn: true, $0.event) ? (at, $0.event) : $0 }
        }
        #expect(try rotated.checks() == Array(repeating: "environment-mapping", count: violations))
    }

    @Test func `and what no document names does not`() throws {
        var rotated = Rotated()
        let stranger = rotated.scene.name(.sdkKey)
        rotated.adds(.resolves(stranger, environment: rotated.document.environment, isIn: true), at: 2_500)
        #expect(try rotated.checks() == ["environment-mapping"])
    }

    @Test func `a credential is never taken for one of another environment`() throws {
        var rotated = Rotated()
        let other = rotated.scene.addEnvironment(at: 60)
        #expect(try rotated.checks() == [])
        rotated.adds(
            .crossed(rotated.sdk, environment: other.environment, called: Clock.monotonic(2_499)), at: 2_500)
        #expect(try rotated.checks() == ["environment-crossings"])
    }

    @Test func `a status shows one moment's roles`() throws {
        func checks(_ at: Double, took: Double = 0.5, _ change: (Rotated) -> [(CredentialID, EnvironmentRole)]) throws
            -> [String]
        {
            var rotated = Rotated()
            rotated.scene.asksStatus(1, rotated.document.environment, at: at, took: took, change(rotated))
            return try rotated.checks()
        }
        func before(_ rotated: Rotated) -> [(CredentialID, EnvironmentRole)] {
            [(rotated.former, .primary), (rotated.mobile, .primary)]
        }
        func after(_ rotated: Rotated) -> [(CredentialID, EnvironmentRole)] {
            [(rotated.sdk, .primary), (rotated.mobile, .primary), (rotated.former, .ending)]
        }
        #expect(try checks(1_900, before) == [])
        #expect(try checks(2_500, after) == [])
        #expect(try checks(2_500, before) == ["environment-status"])
        // The document is applied while the answer is made.
        #expect(try checks(2_030, took: 10, before) == [])
        #expect(try checks(2_030, took: 10, after) == [])
        #expect(try checks(2_030, took: 10) { after($0).dropLast() } == ["environment-status"])
        #expect(try checks(3_010, after) == [])
        #expect(try checks(3_030, after) == ["environment-status"])
        #expect(try checks(2_500) { after($0) + [($0.sdk, .additional)] } == ["environment-status"])
        #expect(try checks(2_500) { [($0.sdk, .primary), ($0.mobile, .primary)] } == ["environment-status"])
        #expect(try checks(2_500) { after($0) + [(.unnamed, .additional)] } == ["environment-status"])
    }

    @Test func `versions rise, and each was published`() throws {
        var (scene, document) = Scene.withEnvironment()
        let first = document
        document.additional = [scene.name(.sdkKey)]
        scene.publish(&document, at: 2_000)
        var fallen = scene
        fallen.applies(0, first, at: 3_000)
        #expect(Set(try fallen.findings().violations.map(\.check)).contains("document-order"))
        document.version = VersionStamp(epoch: Clock.unix(2_500), nonce: 7)
        scene.applies(0, document, at: 3_000)
        #expect(try scene.findings().violations(of: "document-order").count == 1)
    }

    @Test(arguments: [(2_604.0, 0), (2_605.0, 1)])
    func `a document is applied within its bound`(_ at: Double, _ violations: Int) throws {
        var (scene, document) = Scene.withEnvironment()
        document.additional = [scene.name(.sdkKey)]
        scene.publish(&document, at: 2_000, followed: nil)
        scene.applies(0, document, at: at)
        scene.applies(1, document, at: 2_034)
        let findings = try scene.findings()
        #expect(findings.violations.map(\.check) == Array(repeating: "document-convergence", count: violations))
        #expect(findings.metric("sdk-key.convergence.max") == at - 2_000)
        #expect(findings.status(of: "document-agreement") == (violations > 0 ? .skipped : .passed))
    }

    /// It had the document and fell back: convergence knows nothing of that.
    @Test func `at rest everybody holds the newest`() throws {
        var (scene, document) = Scene.withEnvironment()
        let first = document
        document.additional = [scene.name(.sdkKey)]
        scene.publish(&document, at: 2_000)
        scene.applies(0, first, at: 3_000)
        #expect(try scene.findings().violations(of: "document-agreement").count == 1)
    }
}
