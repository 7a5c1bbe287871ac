import Credentials
import Doubles
import History
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import ReplicaProcess

@Suite struct ReplicaEnvironmentOrderTests {
    private static let tokens: [(String, CredentialKind, of: UInt32)] = [
        (ReplicaStage.adminKey, .adminKey, of: 0), ("env", .environmentID, of: 1), ("sdk-1", .sdkKey, of: 1),
        ("sdk-2", .sdkKey, of: 1), ("mob-1", .mobileKey, of: 1),
    ]

    /// A replica with one environment whose client runs.
    private static func stage(
        on loop: EventLoop, settings: EnvironmentKeeperSettings = EnvironmentKeeperSettings()
    ) async throws -> ReplicaStage {
        let stage = try await ReplicaStage(on: loop, tokens: tokens, settings: settings)
        stage.upstream.know([(2, "sdk-1"), (3, "sdk-2")])
        try await stage.publish(.of("env", sdk: "sdk-1", mobile: "mob-1"))
        try await stage.untilStory(has: "env delivered 0")
        return stage
    }

    @Test func `a status shows all environments, whole and masked, and what has ended is not in it`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            let end = WallTime(milliseconds: ReplicaStage.wallNow.milliseconds + 60_000)
            try await stage.publish(.of("env", sdk: "sdk-2", grace: ("sdk-1", end)))
            try await stage.untilStory(has: "client of sdk-2 started")
            stage.order(.environmentStatus(number: 5))
            let report = try await stage.heard("a status") { if case .environmentStatus = $0 { true } else { false } }
            guard case .environmentStatus(5, let environments, isLast: true) = report, let only = environments.first
            else { throw FixtureError("\(report)") }
            #expect(environments.count == 1 && only.environment == CredentialID(1))
            #expect(
                only.entries == [
                    .init(.environmentID, "env", .primary), .init(.sdkKey, "...", .primary),
                    .init(.sdkKey, "...", .ending, end: UInt64(end.milliseconds), place: .alone),
                    .init(.mobileKey, "...", .primary),
                ])
            #expect(only.status.runningClients == 2 && only.status.connection == .valid && only.status.data == 0)
            #expect(only.status.version != nil && only.status == stage.driver.core.environments?.status.values.first)
        }
    }

    @Test func `a replica without environments answers a status with none`() async throws {
        try await withLoop { loop in
            let stage = try await ReplicaStage(on: loop)
            stage.order(.environmentStatus(number: 5))
            let report = try await stage.heard("a status") { if case .environmentStatus = $0 { true } else { false } }
            #expect(report == .environmentStatus(number: 5, [], isLast: true))
        }
    }

    @Test func `an environment that is closed by order is closed when that is answered`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            stage.order(.closeEnvironment(number: 6, CredentialID(1)))
            let report = try await stage.heard("an answer") { if case .environmentClosed = $0 { true } else { false } }
            #expect(report == .environmentClosed(number: 6, isDone: true))
            #expect(
                stage.story.suffix(7) == [
                    "sdk-1 out of env", "mob-1 out of env", "env out of env", "client of sdk-1 closing",
                    "env sends as ?", "env closed", "client of sdk-1 closed",
                ])
            #expect(stage.upstreamStory == ["2 opened", "2 closed"] && stage.driver.upstream?.count == 0)
        }
    }

    @Test func `an environment that there is not is not closed`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            for (number, environment) in [(UInt32(7), UInt32(2)), (8, 30)] {
                stage.order(.closeEnvironment(number: number, CredentialID(environment)))
                _ = try await stage.heard("an answer") { $0 == .environmentClosed(number: number, isDone: false) }
            }
            #expect(stage.driver.core.environments?.names.count == 1)
        }
    }

    @Test(arguments: JudgedRoute.all)
    func `a text is judged on the route that the order names`(_ route: JudgedRoute) async throws {
        let accepted: [JudgedRoute: String] = [
            .admin: ReplicaStage.adminKey, .protected: ReplicaStage.adminKey, .environment(.sdkKey): "sdk-1",
            .environment(.mobileKey): "mob-1", .environment(.environmentID): "env",
        ]
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            for (number, text) in [ReplicaStage.adminKey, "sdk-1", "mob-1", "env", "none"].enumerated() {
                stage.order(.judge(number: UInt32(number), text: Secret(text: text), on: route))
                let isRight = text == accepted[route]
                _ = try await stage.heard("\(text) on \(route)") {
                    $0 == .judged(number: UInt32(number), isAccepted: isRight)
                }
            }
        }
    }

    @Test func `a stop closes the clients in good order, and then ends`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            try await stage.publish(
                .of(
                    "env", sdk: "sdk-2",
                    grace: ("sdk-1", WallTime(milliseconds: ReplicaStage.wallNow.milliseconds + 60_000))))
            try await stage.untilStory(has: "client of sdk-2 started")
            stage.order(.stop)
            _ = try await stage.heard("the end") { $0 == .ended }
            let end = stage.story.drop { $0 != "stopping" }
            #expect(end.last == "ended" && stage.hasEnded)
            for key in ["sdk-1", "sdk-2"] {
                let closing = try #require(end.firstIndex(of: "client of \(key) closing"))
                let closed = try #require(end.firstIndex(of: "client of \(key) closed"))
                #expect(closing < closed)
            }
            #expect(!end.contains("env closed"), "nobody ordered that")
            #expect(stage.upstreamStory.filter { $0.hasSuffix("closed") }.sorted() == ["2 closed", "3 closed"])
            #expect(!stage.upstreamStory.contains { $0.hasSuffix("broken") || $0.hasSuffix("gone") })
        }
    }

    @Test func `a stop does not wait for a start that upstream holds`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            #expect(stage.upstream.apply(UpstreamFault(id: 1, kind: .hold)))
            try await stage.publish(.of("env", sdk: "sdk-2", mobile: "mob-1"))
            try await loop.until("the start is held") { stage.upstream.held == 1 }
            stage.order(.stop)
            _ = try await stage.heard("the end") { $0 == .ended }
            #expect(stage.driver.upstream?.count == 0)
        }
    }

    @Test func `a replica has settled when its clients run, and not before`() async throws {
        try await withLoop { loop in
            let stage = try await ReplicaStage(on: loop, tokens: Self.tokens, settings: Self.configured) { upstream in
                _ = upstream.apply(UpstreamFault(id: 1, kind: .hold))
            }
            stage.upstream.know([(2, "sdk-1")])
            try await loop.until("the start is held") { stage.upstream.held == 1 }
            try await loop.until("everything else is up") {
                let admin = stage.driver.core.adminKey.status
                let documents = stage.driver.core.environments?.documents
                return admin.isLinkUp && admin.isSubscribed && documents?.lastGoodRead != nil
            }
            try await stage.publish(.of("env", sdk: "sdk-1"))
            try await loop.until("the document's start is held, too") { stage.upstream.held == 2 }
            stage.hear()
            #expect(!stage.reports.contains(.settled))
            #expect(stage.upstream.lift(1) == 2)
            _ = try await stage.heard("it settles") { $0 == .settled }
        }
    }

    @Test func `a client that upstream refuses for good keeps nobody from settling`() async throws {
        try await withLoop { loop in
            let stage = try await ReplicaStage(on: loop, tokens: Self.tokens, settings: Self.configured)
            _ = try await stage.heard("it settles") { $0 == .settled }
            #expect(stage.upstreamStory.contains { $0.hasSuffix("refused") })
        }
    }

    private static let configured = EnvironmentKeeperSettings(configured: [
        ConfiguredEnvironment(name: "prod", credentials: InitialCredentials(sdkKey: SDKKey(text: "sdk-1")))
    ])

    @Test func `what the store lost is told, put back, and found there again`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop, settings: EnvironmentKeeperSettings(poll: 20_000_000))
            try stage.loseDocuments(of: "env")
            try await stage.untilStory(has: "env put back")
            #expect(stage.story.suffix(2) == ["env lost", "env put back"])
            let again = try await stage.publish(.of("env", sdk: "sdk-1", mobile: "mob-1"))
            #expect(again.effect == .alreadyDone)
        }
    }
}
