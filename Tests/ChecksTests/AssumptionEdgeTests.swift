@testable import Checks
import Foundation
import History
import HistoryLog
@testable import Scenario
import Testing

/// Where an assumption just holds, or just does not.
struct AssumptionEdgeTests {
    private func inconclusive(_ change: (inout Scene) -> Void) throws -> [String] {
        var scene = Scene()
        change(&scene)
        return try scene.findings().inconclusive
    }

    private static let freeze = PlannedStep(
        at: 0, action: .freezeReplica(FreezeReplica(pick: .count(1), duration: 300_000_000)))

    /// No probe before 2,500; the fault comes at `at`.
    @Test(arguments: [(2_000.0, ["no probe before the first fault"]), (1_490, [])] as [(Double, [String])])
    func `a fault that left time for probes has some before it`(_ at: Double, _ expected: [String]) throws {
        let found = try inconclusive {
            $0.plan.steps = [Self.freeze]
            $0.coordinator += [
                (at, .stepBegan(step: 0, planned: 0)), (at, .faultProved(step: 0, proof: .processStopped)),
                (at + 300, .stepEnded(step: 0, outcome: .ok)),
            ]
            for index in $0.actors.indices { $0.actors[index].pauses = [(0, 2_500)] }
        }
        #expect(found == expected)
    }

    @Test func `a key need not be asked for before it was published`() throws {
        #expect(
            try inconclusive {
                let new = $0.rotate(at: 3_000)
                for index in $0.actors.indices { $0.actors[index].asksFrom[new.number] = 3_000 }
            } == [])
    }

    /// Free from 2,604 to 3,500 and from 4,900 on: no stretch long enough to owe a probe.
    @Test func `time in a hold needs no probe`() throws {
        #expect(
            try inconclusive {
                $0.rotate(at: 2_000)
                $0.hold(1, .frozen, from: 3_500, to: 4_900)
                $0.actors[0].pauses = [(2_100, 5_000)]
            } == [])
    }

    private static func stop(_ proofs: Int) -> (inout Scene) -> Void {
        { scene in
            scene.plan.steps = [PlannedStep(at: 0, action: .stopRedis(StopRedis(node: .primary, data: .lose)))]
            scene.coordinator.append((3_000, .stepBegan(step: 0, planned: 0)))
            scene.coordinator.append((3_020, .stepEnded(step: 0, outcome: .ok)))
            for _ in 0..<proofs { scene.coordinator.append((3_010, .faultProved(step: 0, proof: .processGone))) }
        }
    }

    @Test func `every fault of a step needs its proof`() throws {
        #expect(try inconclusive(Self.stop(1)) == ["no proof that stop-redis at 0ms took effect"])
        #expect(try inconclusive(Self.stop(2)) == [])
    }

    @Test func `a server dies only where the plan ends one, and a helper never`() throws {
        func exit(_ role: ProcessRole, _ at: Double) -> (inout Scene) -> Void {
            { $0.zygote.append((at, .processExited(role, nil, pid: 9, status: 0))) }
        }
        #expect(try inconclusive(exit(.redis, 3_000)) == ["a redis process died at 2000.0 ms"])
        #expect(
            try inconclusive {
                Self.stop(2)(&$0)
                exit(.redis, 3_005)(&$0)
            } == [])
        #expect(try inconclusive(exit(.helper, 5_001)) == [])
    }

    @Test func `an interrupted run says so, and not that its steps were not begun`() throws {
        #expect(
            try inconclusive {
                $0.plan.steps = [Self.freeze]
                $0.isInterrupted = true
            } == ["the run was interrupted"])
    }

    @Test func `a record after death is enough, without any probe`() throws {
        let found = try inconclusive {
            $0.actors[0].isKilled = true
            $0.actors[0].probesCredentials = []
            $0.actors[0].extra = [(4_500, .probesOwed(0))]
            $0.zygote.append((4_000, .processExited(.replica, $0.actors[0].life, pid: 1, status: 9)))
        }
        #expect(found.contains("r1.1 recorded something after its death"))
    }

    @Test func `without an end of grace no clock is needed`() throws {
        #expect(
            try inconclusive {
                $0.rotate(at: 2_000)
                $0.endOffset += 5_000_000
            } == [])
    }

    @Test func `what starves before the fleet is ready is nobody's loss`() throws {
        #expect(
            try inconclusive {
                $0.coordinator.append((900, .lagged(from: Clock.monotonic(100))))
                $0.actors[0].extra = [(900, .lagged(from: Clock.monotonic(300)))]
                $0.actors[0].pauses = [(300, 900)]
            } == [])
    }

    @Test func `a violation outranks every reason to doubt`() throws {
        var scene = Scene()
        scene.hasEnd = false
        scene.verdict = { _, credential, at in credential.number == 1 && at == 3_000 ? .accepted : nil }
        let findings = try scene.findings()
        #expect(findings.inconclusive.count == 1)
        #expect(findings.verdict == .fail)
    }

    private func polled(incarnation: UInt16 = 1, _ change: (inout Scene) -> Void) throws -> [String] {
        var scene = Scene(end: 6_000)
        scene.rotate(at: 2_000)
        change(&scene)
        let written = try WrittenScene(scene)
        for replica in [UInt32(1), 2] {
            written.file.writer(of: .replica(ReplicaID(replica))).publish(
                LiveStatus(
                    incarnation: Incarnation(replica == 2 ? incarnation : 1), isReady: true,
                    lastGoodRead: Clock.monotonic(replica == 2 ? 3_000 : 5_900)))
        }
        return judge(try written.reopened(), plan: .quiet).violations.map(\.check)
    }

    /// 2 polls and learn are 1,600 ms; the last good read of the second replica was at 3,000.
    @Test func `an old read is excused by a hold, a short life, another life's status, or a slot that is gone`() throws
    {
        #expect(try polled { _ in } == ["poll-alive"])
        #expect(try polled { $0.hold(2, .cutOff, from: 4_500, to: 4_600) } == [])
        #expect(
            try polled {
                $0.actors[1].started = 4_500
                $0.actors[1].ready = 4_600
                $0.actors[1].applications = [Scene.Application(at: 4_590, value: 1, path: .start)]
            } == [])
        #expect(try polled(incarnation: 7) { _ in } == [])
        #expect(try polled { $0.damage(at: 3_000) } == [])
    }
}
