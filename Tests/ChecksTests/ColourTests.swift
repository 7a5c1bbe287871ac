@testable import Checks
import History
@testable import Scenario
import Testing

/// One rotation, acknowledged at 2,004; bounds of 600 ms: the old key must be refused from 2,604 on, and must be
/// accepted until 2,000.
struct ColourTests {
    private func scene(_ change: (inout Scene) -> Void) throws -> Findings {
        var scene = Scene()
        change(&scene)
        return try scene.findings()
    }

    private static func says(
        _ verdict: ProbeRun.Verdict, to credential: CredentialID, from: Double, to end: Double
    ) -> (Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict? {
        { actor, asked, at in
            actor.replica == 1 && asked == credential && from <= at && at < end ? verdict : nil
        }
    }

    @Test(arguments: [(2_600.0, 0), (2_610.0, 1)])
    func `accepted behind the bound is late`(_ last: Double, _ late: Int) throws {
        let findings = try scene {
            $0.rotate(at: 2_000)
            $0.verdict = Self.says(.accepted, to: $0.key0, from: 2_030, to: last + 1)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
        #expect(findings.metric("late-acceptances") == Double(late))
        #expect(findings.violations(of: "early-refusals").isEmpty)
    }

    @Test(arguments: [(1_980.0, 1), (2_000.0, 0)])
    func `refused before the rotation was asked for is early`(_ first: Double, _ early: Int) throws {
        let findings = try scene {
            $0.rotate(at: 2_000)
            $0.verdict = Self.says(.refused, to: $0.key0, from: first, to: 2_100)
        }
        #expect(findings.violations(of: "early-refusals").count == early)
        #expect(findings.violations(of: "late-acceptances").isEmpty)
    }

    @Test(arguments: [(2_600.0, 0), (2_610.0, 1)])
    func `the new key refused behind the bound is early`(_ last: Double, _ early: Int) throws {
        let findings = try scene {
            let new = $0.rotate(at: 2_000)
            $0.verdict = Self.says(.refused, to: new, from: 2_000, to: last + 1)
        }
        #expect(findings.violations(of: "early-refusals").count == early)
    }

    @Test(arguments: [(1_990.0, 1), (2_000.0, 0)])
    func `a key accepted before anybody published it is late`(_ at: Double, _ late: Int) throws {
        let findings = try scene {
            let new = $0.rotate(at: 2_000)
            $0.verdict = Self.says(.accepted, to: new, from: at, to: 2_100)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
    }

    @Test func `what was never issued is refused always, held or not`() throws {
        let findings = try scene {
            $0.hold(1, .cutOff, from: 1_500, to: 4_000)
            $0.verdict = Self.says(.accepted, to: $0.neverIssued, from: 3_000, to: 3_001)
        }
        #expect(findings.violations(of: "late-acceptances").map(\.expected) == ["refused: never issued"])
    }

    /// E = 3,002; the old key must be accepted until 3,001 and refused from 3,022 on.
    @Test(arguments: [
        (ProbeRun.Verdict.refused, 2_990.0, "early-refusals", 1), (.refused, 3_010, "early-refusals", 0),
        (.accepted, 3_020, "late-acceptances", 0), (.accepted, 3_030, "late-acceptances", 1),
    ])
    func `the end of a grace is exact`(
        _ verdict: ProbeRun.Verdict, _ at: Double, _ check: String, _ violations: Int
    ) throws {
        let findings = try scene {
            $0.rotate(at: 2_000, grace: 1_000)
            $0.verdict = Self.says(verdict, to: $0.key0, from: at, to: at + 1)
        }
        #expect(findings.violations(of: check).count == violations)
        #expect(findings.violations.count == violations * (check == "late-acceptances" ? 2 : 1))
    }

    @Test(arguments: [(3_100.0, 0), (3_110.0, 1)])
    func `a rotation without grace retires outgoing keys too`(_ last: Double, _ late: Int) throws {
        let findings = try scene {
            $0.rotate(at: 2_000, grace: 2_000)
            $0.rotate(at: 2_500)
            $0.verdict = Self.says(.accepted, to: $0.key0, from: 2_500, to: last + 1)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
    }

    @Test func `the end of all graces retires the outgoing key and keeps the new one`() throws {
        let good = try scene {
            $0.rotate(at: 2_000, grace: 2_500)
            $0.endGrace(at: 3_000)
        }
        #expect(good.violations == [])
        let bad = try scene {
            $0.rotate(at: 2_000, grace: 2_500)
            $0.endGrace(at: 3_000)
            $0.verdict = Self.says(.accepted, to: $0.key0, from: 3_700, to: 3_800)
        }
        #expect(bad.violations(of: "late-acceptances").count == 1)
    }

    @Test func `a revoke refuses everything until the next rotation`() throws {
        let good = try scene {
            $0.revoke(at: 2_000)
            $0.rotate(at: 3_500)
        }
        #expect(good.violations == [])
        let bad = try scene {
            $0.revoke(at: 2_000)
            $0.verdict = Self.says(.accepted, to: $0.key0, from: 2_700, to: 2_800)
        }
        #expect(bad.violations(of: "late-acceptances").count == 1)
    }

    @Test(arguments: [(2_900.0, 1, 0), (3_300.0, 0, 0), (4_500.0, 0, 1)])
    func `a key that comes back is refused in between and accepted afterwards`(
        _ at: Double, _ late: Int, _ early: Int
    ) throws {
        let findings = try scene {
            $0.rotate(at: 2_000)
            $0.rotate(to: $0.key0, at: 3_000)
            $0.verdict = Self.says(at > 4_000 ? .refused : .accepted, to: $0.key0, from: at, to: at + 1)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
        #expect(findings.violations(of: "early-refusals").count == early)
    }

    @Test func `a key that comes back within its grace is accepted throughout`() throws {
        func rollback(_ verdict: ((Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict?)?) throws -> Findings {
            try scene {
                $0.rotate(at: 2_000, grace: 2_000)
                $0.rotate(to: $0.key0, at: 3_000)
                if let verdict { $0.verdict = verdict }
            }
        }
        #expect(try rollback(nil).violations == [])
        let refused = try rollback(Self.says(.refused, to: CredentialID(0), from: 3_100, to: 3_200))
        #expect(refused.violations(of: "early-refusals").count == 1)
    }

    @Test func `a failed rotation changes nothing`() throws {
        let findings = try scene {
            let new = $0.rotate(at: 2_000, outcome: .failed)
            $0.verdict = Self.says(.accepted, to: new, from: 2_010, to: 2_020)
        }
        #expect(findings.violations(of: "late-acceptances").count == 1)
        #expect(findings.violations(of: "convergence").isEmpty)
    }

    /// The proof is the first application, at 2,504: the old key must be refused from 3,104 on.
    @Test(arguments: [(3_100.0, 0), (3_110.0, 1)])
    func `an unknown outcome counts from its first proof`(_ last: Double, _ late: Int) throws {
        let findings = try scene {
            $0.sampled = (100, 1_990)
            $0.rotate(at: 2_000, outcome: .unknown, followed: 500)
            $0.slot[1].from = 4_990  // the log was read at the end
            $0.verdict = Self.says(.accepted, to: $0.key0, from: 2_030, to: last + 1)
        }
        #expect(findings.violations(of: "late-acceptances").count == late)
    }

    @Test func `an unknown outcome without proof allows both keys`() throws {
        let findings = try scene {
            let new = $0.rotate(at: 2_000, outcome: .unknown, followed: nil)
            $0.slot.removeLast()
            $0.verdict = Self.says(.accepted, to: new, from: 2_010, to: 4_000)
        }
        #expect(findings.violations == [])
    }

    @Test func `the smallest bounds are those of the slowest replica`() throws {
        let findings = try scene {
            $0.rotate(at: 2_000)
            $0.actors[0].applications[1].at = 2_304
        }
        // The old key was last accepted at 2,300: 296 ms behind the acknowledgement. Until 2,304 it had not converged.
        #expect(findings.smallest.refuse == 296_000_001)
        #expect(findings.smallest.learn == 300_000_000)
        #expect(findings.metric("admin-key.revocation-lag.max") == 296)
        #expect(findings.metrics["admin-key.revocation-lag.max"]?.samples == 2)
    }
}
