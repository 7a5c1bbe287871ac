import Credentials
import Doubles
import History
import RedisFixture
import RedisLink
import ReplicaCore
import Testing

@testable import ReplicaProcess

/// The whole replica but its process: a real Redis, real upstream connections, a real history.
@Suite struct ReplicaEnvironmentTests {
    private typealias Token = (String, CredentialKind, of: UInt32)
    private static let env: Token = ("env", .environmentID, of: 1)
    private static let admin: Token = (ReplicaStage.adminKey, .adminKey, of: 0)
    private static let tokens = [
        admin, env, ("sdk-1", .sdkKey, of: 1), ("sdk-2", .sdkKey, of: 1), ("mob-1", .mobileKey, of: 1),
    ]

    private static func stage(
        on loop: EventLoop, _ tokens: [(String, CredentialKind, of: UInt32)] = tokens, probeEvery: UInt64 = 0,
        settings: EnvironmentKeeperSettings = EnvironmentKeeperSettings()
    ) async throws -> ReplicaStage {
        let stage = try await ReplicaStage(on: loop, tokens: tokens, probeEvery: probeEvery, settings: settings)
        stage.upstream.know([(2, "sdk-1"), (3, "sdk-2")])
        return stage
    }

    @Test func `a rotation with grace is recorded in order, from its document to the removal`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            try await stage.publish(.of("env", sdk: "sdk-1", mobile: "mob-1"))
            try await stage.untilStory(has: "env delivered 0")
            let end = WallTime(milliseconds: ReplicaStage.wallNow.milliseconds + 400)
            try await stage.publish(.of("env", sdk: "sdk-2", mobile: "mob-1", grace: ("sdk-1", end)))
            try await stage.untilStory(has: "client of sdk-1 closed")
            #expect(
                stage.story == [
                    "env applied", "sdk-1 in env", "mob-1 in env", "env in env", "client of sdk-1 starting",
                    "env sends as sdk-1", "env sends as mob-1", "client of sdk-1 started", "env delivered 0",
                    "env applied", "sdk-2 in env", "client of sdk-2 starting", "env sends as sdk-2",
                    "client of sdk-2 started", "sdk-1 out of env", "client of sdk-1 closing", "client of sdk-1 closed",
                ])
            let removal = try #require(stage.time(of: "sdk-1 out of env"))
            #expect(removal > stage.driver.clock.steady(of: end).nanoseconds, "valid while now <= end")
            #expect(stage.upstreamStory == ["2 opened", "3 opened", "2 closed"])
        }
    }

    @Test func `a deleted environment resolves nothing from then on, and its clients are closed`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            try await stage.publish(.of("env", sdk: "sdk-1", mobile: "mob-1"))
            try await stage.untilStory(has: "env delivered 0")
            try await stage.delete("env")
            try await stage.untilStory(has: "client of sdk-1 closed")
            #expect(
                stage.story.drop { $0 != "env deleted" } == [
                    "env deleted", "sdk-1 out of env", "mob-1 out of env", "env out of env", "client of sdk-1 closing",
                    "env sends as ?", "client of sdk-1 closed",
                ])
            let gate = try #require(stage.driver.core.environments?.gate)
            #expect(gate.environment(.sdkKey, Array("sdk-1".utf8), at: ReplicaStage.wallNow) == nil)
        }
    }

    @Test func `what upstream drops is lost and starts again, and what it says is delivered once`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop)
            try await stage.publish(.of("env", sdk: "sdk-1"))
            try await stage.untilStory(has: "env delivered 0")
            #expect(stage.upstream.publish(to: nil).reached == 1)
            try await stage.untilStory(has: "env delivered 1")
            #expect(stage.upstream.drop(.everything) == 1)
            try await loop.until("it runs again") { stage.story.filter { $0 == "client of sdk-1 started" }.count == 2 }
            #expect(
                stage.story.suffix(4) == [
                    "env delivered 1", "client of sdk-1 lost", "client of sdk-1 starting", "client of sdk-1 started",
                ])
        }
    }

    @Test func `every kind is asked about as its own, and no other kind passes for it`() async throws {
        try await withLoop { loop in
            let others: [Token] = [
                ("sdk-1", .mobileKey, of: 1), ("mob-1", .sdkKey, of: 1), ("env", .sdkKey, of: 1),
                ("never-issued", .sdkKey, of: 1),
            ]
            let stage = try await Self.stage(on: loop, Self.tokens + others, probeEvery: 5_000_000)
            try await stage.publish(.of("env", sdk: "sdk-1", mobile: "mob-1"))
            try await stage.untilStory(has: "env in env")
            let asked = stage.driver.clock.now.steady
            try await loop.until("some rounds have passed") {
                stage.driver.clock.now.steady.nanoseconds > asked.nanoseconds + 100_000_000
            }
            stage.order(.stop)
            try await stage.untilStory(has: "ended")
            for number: UInt32 in [0, 1, 2, 4] { #expect(stage.verdicts(of: number).last == .accepted, "\(number)") }
            for number: UInt32 in [3, 5, 6, 7, 8] { #expect(stage.verdicts(of: number) == [.refused], "\(number)") }
            #expect(!stage.story.contains { $0.contains("crossed") })
        }
    }

    @Test func `around its end a key is asked about in every round, and refused right behind it`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop, probeEvery: 5_000_000)
            let end = WallTime(milliseconds: ReplicaStage.wallNow.milliseconds + 300)
            try await stage.publish(.of("env", sdk: "sdk-1", additional: [("sdk-2", end)]))
            try await stage.untilStory(has: "sdk-2 out of env")
            try await loop.until("it is refused") { stage.verdicts(of: 3).contains(.accepted) }
            stage.order(.stop)
            try await stage.untilStory(has: "ended")
            let runs = stage.records.compactMap { record in
                if case .probeRun(let run) = record.event, run.credential == CredentialID(3) { run } else { nil }
            }
            let last = try #require(runs.last { $0.verdict == .accepted })
            #expect(last.lastCall <= stage.driver.clock.steady(of: end).nanoseconds)
            #expect(runs.last?.verdict == .refused)
        }
    }

    @Test func `a key that resolves to another environment than its own is told once`() async throws {
        try await withLoop { loop in
            let two: [Token] = [Self.admin, Self.env, ("sdk-1", .sdkKey, of: 3), ("other", .environmentID, of: 3)]
            let stage = try await Self.stage(on: loop, two, probeEvery: 5_000_000)
            try await stage.publish(.of("env", sdk: "sdk-1"))
            try await stage.untilStory(has: "sdk-1 crossed into env")
            let asked = stage.driver.clock.now.steady
            try await loop.until("some rounds have passed") {
                stage.driver.clock.now.steady.nanoseconds > asked.nanoseconds + 50_000_000
            }
            #expect(stage.story.filter { $0 == "sdk-1 crossed into env" }.count == 1)
        }
    }

    @Test func `an admin key that an environment takes as its own crosses its route, and so does the environment's`()
        async throws
    {
        try await withLoop { loop in
            let twin: Token = (ReplicaStage.adminKey, .sdkKey, of: 1)
            let stage = try await Self.stage(on: loop, [Self.admin, Self.env, twin], probeEvery: 5_000_000)
            try await stage.publish(.of("env", sdk: ReplicaStage.adminKey))
            let line = "\(ReplicaStage.adminKey) crossed its route"
            try await loop.until("both are told") { stage.story.filter { $0 == line }.count == 2 }
            let crossed = stage.records.compactMap { record in
                if case .routeCrossed(let credential, _) = record.event { credential.number } else { nil }
            }
            #expect(Set(crossed) == [0, 2])
        }
    }

    @Test func `what was heard before the coordinator told it is said again by its name`() async throws {
        try await withLoop { loop in
            let stage = try await Self.stage(on: loop, [Self.admin, Self.env])
            try await stage.publish(.of("env", sdk: "sdk-1"))
            try await stage.untilStory(has: "env delivered 0")
            let before = stage.timedStory.first { $0.line == "? in env" }
            #expect(before != nil && !stage.story.contains("sdk-1 in env"))
            stage.order(.know(number: 1, [stage.token(2, "sdk-1", .sdkKey, of: 1)]))
            try await stage.untilStory(has: "sdk-1 in env")
            #expect(stage.time(of: "sdk-1 in env") == before?.time)
            #expect(
                stage.story.suffix(4) == [
                    "sdk-1 in env", "client of sdk-1 starting", "env sends as sdk-1", "client of sdk-1 started",
                ])
        }
    }
}
