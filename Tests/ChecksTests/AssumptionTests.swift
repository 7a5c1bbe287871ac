@testable import Checks
import Foundation
import History
import HistoryLog
@testable import Scenario
import Testing

struct RecordingTests {
    @Test func `a run without an end proves nothing`() throws {
        var scene = Scene()
        scene.hasEnd = false
        let findings = try scene.findings()
        #expect(findings.verdict == .inconclusive)
        #expect(findings.inconclusive == ["the coordinator did not live to end the run"])
    }

    @Test func `a flipped bit makes the run inconclusive and is named`() throws {
        let written = try WrittenScene(Scene())
        var bytes = try Data(contentsOf: URL(filePath: written.file.path))
        let place = try #require(bytes.firstRange(of: withUnsafeBytes(of: Clock.monotonic(1_000)) { Data($0) }))
        bytes[place.lowerBound] ^= 1
        try bytes.write(to: URL(filePath: written.file.path))
        let findings = judge(try written.reopened(), plan: .quiet)
        #expect(findings.verdict == .inconclusive)
        #expect(findings.inconclusive.contains { $0.hasPrefix("the history is damaged: coordinator: record ") })
    }

    @Test func `events that did not fit make the run inconclusive`() throws {
        var scene = Scene()
        scene.replicaRecords = 4
        #expect(try scene.findings().inconclusive.contains { $0.contains("replica r1") && $0.contains("did not fit") })
    }

    @Test(arguments: [(4_000.0, true), (4_995.0, false)])
    func `nobody records anything after its death`(_ exit: Double, _ isDead: Bool) throws {
        var scene = Scene()
        scene.zygote.append((exit, .processExited(.replica, scene.actors[0].life, pid: 1, status: 0)))
        #expect(try scene.findings().inconclusive.contains("r1.1 recorded something after its death") == isDead)
    }

    @Test(arguments: [(1_000_000, false), (1_000_001, true)] as [(Int64, Bool)])
    func `a clock that moved by more than skew spoils ends of grace`(_ moved: Int64, _ isSpoilt: Bool) throws {
        var scene = Scene()
        scene.rotate(at: 2_000, grace: 1_000)
        scene.endOffset += moved
        #expect(try scene.findings().status(of: "recording") == (isSpoilt ? .inconclusive : .passed))
    }

    @Test func `a fleet that was never ready skips all that builds on it`() throws {
        let written = try WrittenScene(Scene())
        let empty = try HistoryFile.create(
            at: written.file.path + ".empty",
            layout: HistoryLayout(replicas: 1, cells: 1, replicaRecords: 8, coordinatorRecords: 8, zygoteRecords: 8))
        let findings = judge(empty, plan: .quiet)
        #expect(findings.verdict == .inconclusive)
        #expect(findings.status(of: "late-acceptances") == .skipped)
    }
}

struct FaultProofTests {
    private func frozen(isProved: Bool) -> Scene {
        var scene = Scene()
        scene.plan.steps = [
            PlannedStep(
                at: 1_000_000_000, action: .freezeReplica(FreezeReplica(pick: .count(1), duration: 300_000_000)))
        ]
        scene.coordinator.append((2_000, .stepBegan(step: 0, planned: Clock.monotonic(2_000))))
        if isProved { scene.coordinator.append((2_010, .faultProved(step: 0, proof: .processStopped))) }
        scene.coordinator.append((2_020, .stepEnded(step: 0, outcome: .ok)))
        return scene
    }

    @Test func `a fault without proof makes the run inconclusive`() throws {
        let findings = try frozen(isProved: false).findings()
        #expect(findings.inconclusive == ["no proof that freeze-replica at 1000ms took effect"])
        #expect(try frozen(isProved: true).findings().verdict == .pass)
    }

    @Test func `a step is reported with its times and its outcome`() throws {
        let step = try #require(frozen(isProved: true).findings().steps.first)
        #expect(
            step
                == StepResult(
                    step: "freeze-replica", atMilliseconds: 1_000, invokedMilliseconds: 1_000,
                    acknowledgedMilliseconds: 1_020, outcome: "ok"))
    }

    @Test func `a helper that dies makes the run inconclusive`() throws {
        var scene = Scene()
        scene.zygote.append((3_000, .processExited(.helper, nil, pid: 9, status: 0)))
        #expect(try scene.findings().status(of: "faults-proved") == .inconclusive)
    }
}

struct StarvationTests {
    /// Both replicas together live for somewhat under 9 s after fleet ready.
    @Test(arguments: [(60.0, false), (110.0, true)])
    func `more than one per cent starved is inconclusive`(_ lag: Double, _ isStarved: Bool) throws {
        var scene = Scene()
        scene.actors[0].extra.append((3_000 + lag, .lagged(from: Clock.monotonic(3_000))))
        scene.actors[0].pauses.append((3_000, 3_000 + lag))
        #expect(try scene.findings().status(of: "starvation") == (isStarved ? .inconclusive : .passed))
    }

    @Test func `time inside a hold is not starved`() throws {
        var scene = Scene()
        scene.hold(1, .frozen, from: 2_990, to: 3_500)
        scene.actors[0].extra.append((3_490, .lagged(from: Clock.monotonic(3_000))))
        scene.actors[0].pauses.append((3_000, 3_490))
        #expect(try scene.findings().verdict == .pass)
    }

    @Test func `a starved coordinator is inconclusive`() throws {
        var scene = Scene()
        scene.coordinator.append((3_060, .lagged(from: Clock.monotonic(3_000))))
        #expect(try scene.findings().status(of: "starvation") == .inconclusive)
    }
}

struct CoverageTests {
    @Test func `a key that one replica was never asked for is named`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.actors[1].probesCredentials = [1, 2]
        let findings = try scene.findings()
        #expect(findings.verdict == .inconclusive)
        #expect(findings.inconclusive.contains { $0.contains("r2.1 was never asked for a00000000001") })
    }

    @Test func `no probe at all is inconclusive, not a pass`() throws {
        var scene = Scene()
        for index in scene.actors.indices { scene.actors[index].probesCredentials = [] }
        let findings = try scene.findings()
        #expect(findings.inconclusive.contains("no probe was judged"))
        #expect(findings.metrics["late-acceptances"] == Measurement(value: nil, unit: "count", samples: 0))
    }

    @Test func `a stretch shorter than the slowest interval needs no probe`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.rotate(at: 3_800)
        for index in scene.actors.indices { scene.actors[index].pauses = [(2_604, 3_800)] }
        #expect(try scene.findings().status(of: "coverage") == .passed)
    }
}
