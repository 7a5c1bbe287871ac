@testable import Checks
import History
@testable import Scenario
import Testing

/// One key, made at 2,000 and acknowledged at 2,004, or made long before and deactivated then; bounds of 600 ms.
struct KeyColourTests {
    private func scene(_ change: (inout Scene) -> Void) throws -> Findings {
        var scene = Scene.withKeys(end: 6_000)
        change(&scene)
        return try scene.findings()
    }

    static func says(
        _ verdict: ProbeRun.Verdict, to credential: CredentialID, from: Double, to end: Double, replica: UInt32 = 1
    ) -> (Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict? {
        { actor, asked, at in
            actor.replica == replica && asked == credential && from <= at && at < end ? verdict : nil
        }
    }

    private func counts(_ findings: Findings) -> [Double?] {
        ["late-acceptances", "early-refusals", "resurrections"].map { findings.metric("managed-key.\($0)") }
    }

    @Test func `a fleet that follows passes`() throws {
        let findings = try scene {
            let key = $0.create(at: 1_500)
            $0.deactivate(key, at: 3_000)
            $0.create(at: 1_600, ends: 4_000)
        }
        #expect(findings.violations == [])
        #expect(findings.inconclusive == [])
        #expect(findings.verdict == .pass)
        #expect(counts(findings) == [0, 0, 0])
        #expect(findings.metric("admin-key.late-acceptances") == 0)
        #expect(findings.metric("managed-key.convergence.max") == 34)
        #expect(findings.metric("managed-key.convergence-from-ack.max") == 30)
        #expect(findings.metrics["managed-key.convergence.max"]?.samples == 6)
        #expect(findings.metric("managed-key.revocation-lag.max") == 26)
        #expect(findings.metrics["managed-key.revocation-lag.max"]?.samples == 4)
        #expect(findings.latencies["managed-key.convergence.push"]?.totalCount == 6)
    }

    @Test(arguments: [(2_600.0, 0), (2_610.0, 1)])
    func `a key refused behind the bound is refused early`(_ last: Double, _ early: Int) throws {
        let findings = try scene {
            let key = $0.create(at: 2_000)
            $0.verdict = Self.says(.refused, to: key, from: 2_000, to: last + 1)
        }
        #expect(findings.violations.map(\.check) == Array(repeating: "early-refusals", count: early))
        #expect(findings.metric("managed-key.early-refusals") == Double(early))
        #expect(findings.metric("early-refusals") == Double(early))
        #expect(findings.metric("admin-key.early-refusals") == 0)
    }

    @Test(arguments: [(1_990.0, 1), (2_000.0, 0)])
    func `a key accepted before anybody asked for it is accepted late`(_ at: Double, _ late: Int) throws {
        let findings = try scene {
            let key = $0.create(at: 2_000)
            $0.verdict = Self.says(.accepted, to: key, from: at, to: 2_100)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
    }

    @Test(arguments: [(2_600.0, 0), (2_610.0, 1)])
    func `a dead key accepted behind the bound is accepted late`(_ last: Double, _ late: Int) throws {
        let findings = try scene {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000, followed: nil)
            $0.learns(0, key, isAlive: false, at: last + 1, .poll)
            $0.learns(1, key, isAlive: false, at: 2_030, .push)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
        #expect(findings.metric("managed-key.late-acceptances") == Double(late))
        #expect(findings.metric("late-acceptances") == Double(late))
    }

    @Test(arguments: [(1_980.0, 1), (2_000.0, 0)])
    func `a key refused before its deactivation was asked for is refused early`(_ at: Double, _ early: Int) throws {
        let findings = try scene {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000)
            $0.verdict = Self.says(.refused, to: key, from: at, to: 2_100)
        }
        #expect(findings.violations(of: "early-refusals").count == early)
    }

    /// The key ends at 3,002: it must be accepted until 3,001 and refused from 3,022 on.
    @Test(arguments: [
        (ProbeRun.Verdict.refused, 2_990.0, "early-refusals", 1), (.refused, 3_010, "early-refusals", 0),
        (.accepted, 3_020, "late-acceptances", 0), (.accepted, 3_030, "late-acceptances", 1),
    ])
    func `the end of a key is exact`(
        _ verdict: ProbeRun.Verdict, _ at: Double, _ check: String, _ violations: Int
    ) throws {
        let findings = try scene {
            let key = $0.create(at: 1_200, ends: 3_002)
            $0.verdict = Self.says(verdict, to: key, from: at, to: at + 1)
        }
        #expect(findings.violations.map(\.check) == Array(repeating: check, count: violations))
    }

    @Test func `a clock that is known to be wrong widens the end of a key`() throws {
        let findings = try scene {
            let key = $0.create(at: 1_200, ends: 3_002)
            $0.actors[0].extra.append((300, .clockSkewed(offset: -100_000_000)))
            $0.verdict = Self.says(.accepted, to: key, from: 3_000, to: 3_091)
        }
        #expect(findings.violations == [])
        #expect((findings.metric("skewed") ?? 0) > 0)
    }

    /// Judged from memory: Redis may be away, and the replica may have just started.
    @Test func `neither a hold nor a start puts off the end of a key`() throws {
        let held = try scene {
            let key = $0.create(at: 1_200, ends: 3_002)
            $0.holdAll(.redisDown, from: 2_500, to: 4_000)
            $0.verdict = Self.says(.accepted, to: key, from: 3_000, to: 3_031)
        }
        #expect(held.violations.map(\.expected) == ["refused: it ended at 2002.0 ms"])
        let started = try scene {
            let key = $0.create(at: 1_200, ends: 3_502)
            $0.restart(1, killed: 2_500, ready: 3_490)
            $0.loads(1, [(key, isAlive: true)], at: 3_480)
            $0.verdict = Self.says(.accepted, to: key, from: 3_490, to: 3_541)
        }
        #expect(started.violations(of: "late-acceptances").count == 1)
        #expect(started.metric("managed-key.late-acceptances") == 1)
    }

    /// Cut off from 1,900 to 2,700: the deactivation of 2,000 has to be known at 3,300.
    @Test(arguments: [(3_290.0, 0), (3_310.0, 1)])
    func `a hold puts off what has to be learned`(_ last: Double, _ late: Int) throws {
        let findings = try scene {
            let key = $0.create(at: 1_200)
            $0.hold(1, .cutOff, from: 1_900, to: 2_700)
            $0.deactivate(key, at: 2_000, followed: nil)
            $0.learns(0, key, isAlive: false, at: last + 1, .poll)
            $0.learns(1, key, isAlive: false, at: 2_030, .push)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
        #expect((findings.metric("managed-key.stale-exposure.max") ?? 0) > 1_200)
        #expect(findings.metric("admin-key.stale-exposure.max") == 0)
    }

    @Test func `where an end and a deactivation meet the first counts, once`() throws {
        let findings = try scene {
            let key = $0.create(at: 1_200, ends: 3_002)
            $0.deactivate(key, at: 2_800, followed: nil)
            for index in 0...1 { $0.learns(index, key, isAlive: false, at: 3_500 + Double(index), .poll) }
            $0.verdict = Self.says(.accepted, to: key, from: 3_000, to: 3_500)
        }
        #expect(
            findings.violations(of: "late-acceptances").map(\.expected) == [
                "refused: retired by the change of 1800.0 ms, deadline 1804.0 ms"
            ])
        // Of those from 3,030 to 3,490, as many as the runs prove.
        #expect((1...47).contains(findings.metric("managed-key.late-acceptances") ?? 0))
    }

    @Test func `what was never issued is refused always, held or not`() throws {
        let findings = try scene {
            $0.create(at: 1_200)
            let key = $0.nameKey(.neverIssued)
            $0.hold(1, .cutOff, from: 1_500, to: 4_000)
            $0.verdict = Self.says(.accepted, to: key, from: 3_000, to: 3_001)
        }
        #expect(findings.violations(of: "late-acceptances").map(\.expected) == ["refused: never issued"])
    }

    @Test func `a failed making makes nothing, and a failed deactivation leaves all`() throws {
        let made = try scene {
            let key = $0.create(at: 2_000, outcome: .failed)
            $0.verdict = Self.says(.accepted, to: key, from: 3_000, to: 3_001)
        }
        #expect(made.violations.map(\.expected) == ["refused: not published yet"])
        let kept = try scene {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000, outcome: .failed)
            $0.verdict = Self.says(.refused, to: key, from: 3_000, to: 3_001)
        }
        #expect(kept.violations.map(\.check) == ["early-refusals"])
    }

    /// The proof is the first replica that says so, at 2,504.
    @Test(arguments: [(3_100.0, 0), (3_110.0, 1)])
    func `an unknown outcome counts from the first replica that shows it`(_ last: Double, _ wrong: Int) throws {
        let dead = try scene {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000, outcome: .unknown, followed: nil, isStored: false)
            $0.learns(0, key, isAlive: false, at: last + 1, .poll)
            $0.learns(1, key, isAlive: false, at: 2_504, .push)
        }
        #expect(dead.violations(of: "late-acceptances").count == wrong)
        let made = try scene {
            let key = $0.create(at: 2_000, outcome: .unknown, followed: nil, isStored: false)
            $0.learns(0, key, isAlive: true, at: last + 1, .poll)
            $0.learns(1, key, isAlive: true, at: 2_504, .push)
        }
        #expect(made.violations(of: "early-refusals").count == wrong)
    }

    /// Asked for until 3,502; the answer, that would have said so, was lost.
    @Test(arguments: [(3_490.0, ProbeRun.Verdict.refused), (3_530.0, .accepted)])
    func `where no answer came a key ends as it was asked for`(_ at: Double, _ wrong: ProbeRun.Verdict) throws {
        func wrongs(_ verdict: ProbeRun.Verdict?) throws -> Int {
            try scene {
                let key = $0.create(at: 1_200, ends: 3_502, outcome: .unknown)
                if let verdict { $0.verdict = Self.says(verdict, to: key, from: at, to: at + 1) }
            }.violations.count
        }
        #expect(try wrongs(nil) == 0)
        #expect(try wrongs(wrong) == 1)
    }

    @Test(arguments: [(3_100.0, 0), (3_110.0, 1)])
    func `or from when it was read on the primary`(_ last: Double, _ late: Int) throws {
        let findings = try scene {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000, outcome: .unconfirmed, followed: nil, isStored: false)
            $0.shows(key, .deactivated, at: 2_503.8, died: 2_002)
            for index in 0...1 { $0.learns(index, key, isAlive: false, at: last + 1, .poll) }
        }
        #expect(findings.violations(of: "late-acceptances").count == 2 * late)
    }

    @Test(arguments: [ProbeRun.Verdict.accepted, .refused])
    func `without any proof both are allowed`(_ verdict: ProbeRun.Verdict) throws {
        let findings = try scene {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000, outcome: .unknown, followed: nil, isStored: false)
            let other = $0.create(at: 2_000, outcome: .unknown, followed: nil, isStored: false)
            $0.verdict = { _, asked, at in at > 2_000 && (asked == key || asked == other) ? verdict : nil }
        }
        #expect(findings.violations == [])
    }

    @Test func `of racing deactivations the first that is known counts`() throws {
        let findings = try scene {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000, by: 1, followed: nil)
            $0.deactivate(key, at: 2_001, took: 400, by: 2, first: 2_002, followed: nil, isStored: false)
            $0.learns(0, key, isAlive: false, at: 2_431, .push)
        }
        #expect(findings.violations == [])
        // The second replica heard of it with its own answer, at 2,400; the first was known at 2,004.
        #expect(findings.metric("managed-key.revocation-lag.max") == 386)
    }

    @Test func `the smallest bounds are those of the slowest replica`() throws {
        let findings = try scene {
            let key = $0.create(at: 1_200, followed: nil)
            $0.learns(0, key, isAlive: true, at: 1_234, .push)
            $0.learns(1, key, isAlive: true, at: 1_404, .poll)
            $0.deactivate(key, at: 3_000, followed: nil)
            $0.learns(0, key, isAlive: false, at: 3_034, .push)
            $0.learns(1, key, isAlive: false, at: 3_304, .poll)
        }
        #expect(findings.managedKeys?.smallestLearn == 200_000_000)
        // It applied it at 3,304; the last acceptance, at 3,300, alone would want 296 ms.
        #expect(findings.managedKeys?.smallestRefuse == 300_000_000)
        #expect(findings.managedKeys?.askedRefuse == 600_000_000)
        #expect(findings.smallest.refuse == 0)
    }
}

/// Read your own write (W1): there is no bound for who did it.
struct OwnWriteTests {
    private func scene(_ change: (inout Scene) -> Void) throws -> Findings {
        var scene = Scene.withKeys()
        change(&scene)
        return try scene.findings()
    }

    @Test func `who said that it made or ended a key says so in its answers at once`() throws {
        let findings = try scene {
            let key = $0.create(at: 2_000, by: 1)
            $0.deactivate(key, at: 3_000, by: 2)
        }
        #expect(findings.violations == [])
        #expect(findings.latencies["managed-key.convergence.local"]?.totalCount == 2)
    }

    /// Acknowledged at 2,004; every ms counts.
    @Test func `a key that its maker refuses after its answer is refused early`() throws {
        let findings = try scene {
            let key = $0.create(at: 2_000, by: 1)
            $0.verdict = KeyColourTests.says(.refused, to: key, from: 2_010, to: 2_011)
        }
        #expect(findings.violations.map(\.check) == ["early-refusals"])
        #expect(findings.violations.map(\.replica) == ["r1"])
    }

    @Test func `a key that was deactivated here is accepted no more, elsewhere it may be`() throws {
        let here = try scene {
            let key = $0.create(at: 1_200)
            let made = $0.keyRevision
            $0.deactivate(key, at: 2_000, by: 1, followed: nil)
            $0.learns(1, key, isAlive: false, at: 2_600, .poll)
            $0.forgets(key, 0)
            $0.learns(0, key, isAlive: true, at: 1_234, .push, revision: made)
            $0.learns(0, key, isAlive: false, at: 2_011, .poll)
        }
        #expect(here.violations.map(\.check) == ["late-acceptances"])
        #expect(here.violations.first?.expected == "refused: this replica had deactivated it itself at 1004.0 ms")
    }

    @Test func `the next life of the writer has the bound of all others`() throws {
        let findings = try scene {
            let key = $0.create(at: 2_000, by: 1)
            $0.restart(1, killed: 2_100, ready: 2_300)
            $0.loads(1, [(key, isAlive: true)], at: 2_600)
        }
        #expect(findings.violations(of: "early-refusals").isEmpty)
    }
}

/// Fail closed (W8): without any key all is open, until there is one.
struct UnprotectedTests {
    private func scene(_ change: (inout Scene) -> Void) throws -> Findings {
        var scene = Scene.unprotected()
        change(&scene)
        return try scene.findings()
    }

    @Test func `everything may be open until the first key is known`() throws {
        let findings = try scene {
            $0.nameKey(.neverIssued)
            $0.create(at: 2_000, followed: 500)
        }
        #expect(findings.violations == [])
        #expect(findings.metric("managed-key.late-acceptances") == 0)
        #expect((findings.metrics["managed-key.late-acceptances"]?.samples ?? 0) > 100)
    }

    /// Acknowledged at 2,004.
    @Test(arguments: [(2_600.0, 0), (2_610.0, 1)])
    func `who stays open behind the bound lets in what was never issued`(_ last: Double, _ late: Int) throws {
        let findings = try scene {
            let key = $0.nameKey(.neverIssued)
            $0.create(at: 2_000)
            $0.verdict = KeyColourTests.says(.accepted, to: key, from: 2_000, to: last + 1)
        }
        #expect(findings.violations.map(\.check) == Array(repeating: "late-acceptances", count: late))
    }

    @Test func `a later key is refused before it is made, once there was a first`() throws {
        let findings = try scene {
            $0.create(at: 1_500)
            let key = $0.create(at: 3_500)
            $0.verdict = KeyColourTests.says(.accepted, to: key, from: 3_000, to: 3_001)
        }
        #expect(findings.violations.map(\.expected) == ["refused: not published yet"])
    }

    @Test func `a first rotation closes it, too`() throws {
        let findings = try scene {
            let key = $0.nameKey(.neverIssued)
            $0.isUnprotected = false
            $0.rotate(at: 2_000)
            $0.verdict = { actor, asked, at in
                asked == key && at < (actor.replica == 1 ? 2_100 : 2_700) ? .accepted : nil
            }
        }
        #expect(findings.violations(of: "late-acceptances").map(\.replica) == ["r2"])
    }

    @Test func `where a key is there from the start nothing is ever open`() throws {
        let findings = try scene {
            $0.plan.managedKeys?.unprobed = 10
            $0.isUnprotected = false
            let key = $0.nameKey(.neverIssued)
            $0.verdict = KeyColourTests.says(.accepted, to: key, from: 1_500, to: 1_501)
        }
        #expect(findings.violations.map(\.check) == ["late-acceptances"])
    }

    @Test func `it may be open again when the data has gone`() throws {
        let findings = try scene {
            let key = $0.nameKey(.neverIssued)
            $0.create(at: 1_500)
            $0.fault(.dataLoss, from: 3_000, to: 3_010)
            $0.verdict = KeyColourTests.says(.accepted, to: key, from: 3_100, to: 3_200)
        }
        #expect(findings.violations(of: "late-acceptances").isEmpty)
    }
}
