@testable import Checks
import History
@testable import Scenario
import Testing

/// The bounds that the report prints, where holds and ends of grace meet.
struct SmallestBoundTests {
    /// Frozen from 3,900 to 4,100, over the end of the grace at 4,002; its last wrong answer comes at 4,110.
    @Test func `behind a hold the bound counts from its end`() throws {
        var scene = Scene(end: 6_000)
        scene.rotate(at: 2_000, grace: 2_000)
        scene.hold(1, .frozen, from: 3_900, to: 4_100)
        scene.actors[0].pauses = [(3_900, 4_100)]
        scene.verdict = { actor, credential, at in
            actor.replica == 1 && credential.number == 0 && at >= 4_100 && at < 4_115 ? .accepted : nil
        }
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.smallest.refuse == 10_000_001)
        #expect(findings.smallest.learn == 30_000_000)
    }

    @Test func `without a probe the application decides`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.actors[0].applications[1].at = 2_404
        scene.actors[0].pauses = [(2_000, 2_500)]
        scene.actors[1].applications[1].at = 2_010
        #expect(try scene.findings().smallest.learn == 400_000_000)
    }

    @Test func `two holds in a row move a colour twice`() {
        var facts = LifeFacts(Life(ReplicaID(1), Incarnation(1)))
        facts.ready = 0
        let spans = [Span(from: 100, to: 200), Span(from: 240, to: 300)]
        let holds = spans.map { Hold(life: facts.life, why: .frozen, number: 0, span: $0) }
        let window = LifeWindow(facts, holds: holds, runEnd: 10_000, exit: nil, next: nil)
        // From 90 on, 10 reach the first hold, 40 from its end the second; from that one's end it takes 50 + 1.
        #expect(window.smallestBound(0, behind: 350) { 90 + $0 } == 51)
        #expect(window.smallestBound(0, behind: 320) { 90 + $0 } == 40)
        #expect(window.smallestBound(45, behind: 320) { 90 + $0 } == 45)
        #expect(window.smallestBound(0, behind: 95) { 90 + $0 } == 6)
    }
}

struct ManyUnknownTests {
    /// In truth none of the eight took effect: the ninth hands over key 0.
    @Test func `more open outcomes than can be told apart accuse nobody`() {
        func change(_ number: UInt32, at: Time, certain: Bool) -> SlotChange {
            SlotChange(
                operation: 0, kind: .rotate, credential: CredentialID(number), grace: 100_000, invoked: at,
                acknowledged: certain ? at + 1 : .never, version: VersionStamp(epoch: UInt64(number), nonce: 0),
                graceEnd: certain ? at + 100_000 : nil, isAnswered: certain, isCertain: certain)
        }
        var opening = change(0, at: .always, certain: true)
        opening.grace = 0
        let open = (1...8).map { change(UInt32($0), at: Time($0) * 10, certain: false) }
        let history = SlotHistory(
            changes: [opening, opening] + open + [change(9, at: 100, certain: true)], contenders: [], isFenced: true,
            undone: [:])
        for number in UInt32(0)...8 {
            #expect(history.validity(of: CredentialID(number), in: 10) == .either, "key \(number)")
        }
        #expect(history.validity(of: CredentialID(9), in: 10) == .current)
    }
}

/// Outcomes that leave the effect open.
struct OpenOutcomeTests {
    private func says(
        _ verdict: ProbeRun.Verdict, _ credential: CredentialID, at: Double
    ) -> (Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict? {
        { actor, asked, time in
            actor.replica == 1 && asked == credential && at <= time && time < at + 5 ? verdict : nil
        }
    }

    /// Unconfirmed at 2,004, proved by the first application at 2,504.
    @Test(arguments: [(3_100.0, 0), (3_110, 1)])
    func `unconfirmed counts from its first proof`(_ at: Double, _ late: Int) throws {
        var scene = Scene()
        scene.sampled = (100, 1_990)
        scene.rotate(at: 2_000, outcome: .unconfirmed, followed: 500)
        scene.slot[1].from = 4_990  // the log was read at the end
        scene.verdict = says(.accepted, scene.key0, at: at)
        #expect(try scene.findings().violations(of: "late-acceptances").count == late)
    }

    /// Both keys are open from the invocation to the bound behind the proof.
    @Test(arguments: [ProbeRun.Verdict.accepted, .refused])
    func `until the proof both keys may be either`(_ verdict: ProbeRun.Verdict) throws {
        var scene = Scene()
        scene.sampled = (100, 1_990)
        let new = scene.rotate(at: 2_000, outcome: .unconfirmed, followed: 500)
        scene.slot[1].from = 4_990
        scene.verdict = { _, asked, at in
            (asked == new || asked.number == 0) && at > 2_000 && at < 3_100 ? verdict : nil
        }
        #expect(try scene.findings().violations == [])
    }

    /// It came below what the rotation of 2,000 had put there.
    private func superseded(_ change: (inout Scene, CredentialID) -> Void) throws -> [String] {
        var scene = Scene()
        scene.rotate(at: 2_000)
        let loser = scene.name()
        let number = scene.operations
        scene.operations += 1
        scene.coordinator += [
            (2_002, .operationInvoked(number, kind: .rotate, credential: loser, grace: 0, step: 0)),
            (
                2_006,
                .operationEnded(
                    number, outcome: .superseded, version: scene.slot[1].version,
                    fingerprint: Scene.fingerprint(scene.slot[1].current), graceEnd: 0)
            ),
        ]
        change(&scene, loser)
        return try scene.findings().violations.map(\.check)
    }

    @Test func `who lost against a higher version need not be accepted, and not for long`() throws {
        #expect(try superseded { _, _ in } == [])
        #expect(try superseded { $0.verdict = says(.accepted, $1, at: 2_300) } == [])
        #expect(try superseded { $0.verdict = says(.accepted, $1, at: 2_700) }.contains("late-acceptances"))
        let new = CredentialID(2)
        #expect(try superseded { scene, _ in scene.verdict = says(.refused, new, at: 2_700) } == ["early-refusals"])
    }

    @Test func `an outcome of lost is counted and leaves both keys open`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000, outcome: .lost, followed: nil)
        scene.slot.removeLast()
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metric("lost-rotations") == 1)
        #expect(findings.metrics["redis.lost-writes"] == Measurement(value: 1, unit: "count", samples: 1))
    }
}
