@testable import Checks
import History
import HistoryLog
@testable import Scenario
import Testing

struct KeyConvergenceTests {
    @Test(arguments: [(2_604.0, 0), (2_605.0, 1)])
    func `a change is known within its bound`(_ at: Double, _ violations: Int) throws {
        for isDeath in [false, true] {
            var scene = Scene.withKeys()
            let key = scene.create(at: isDeath ? 1_200 : 2_000, followed: isDeath ? 30 : nil)
            if isDeath { scene.deactivate(key, at: 2_000, followed: nil) }
            scene.learns(0, key, isAlive: !isDeath, at: at, .poll)
            scene.learns(1, key, isAlive: !isDeath, at: 2_030, .push)
            let findings = try scene.findings()
            #expect(findings.violations.map(\.check) == Array(repeating: "key-convergence", count: violations))
            #expect(findings.metric("managed-key.convergence.max") == at - 2_000)
        }
    }

    /// 300 ms for makings, 600 for deactivations.
    @Test func `makings and deactivations have bounds of their own`() throws {
        func findings(_ isDeath: Bool) throws -> Findings {
            var scene = Scene.withKeys()
            scene.plan.managedKeys?.learn = 300_000_000
            let key = scene.create(at: 1_200, followed: isDeath ? 30 : 400)
            if isDeath { scene.deactivate(key, at: 2_000, followed: 400) }
            return try scene.findings()
        }
        #expect(try findings(false).violations(of: "key-convergence").count == 2)
        #expect(try findings(true).violations == [])
    }

    @Test func `a change that nobody follows is a violation of each replica, and skips what builds on it`() throws {
        var scene = Scene.withKeys()
        scene.create(at: 2_000, followed: nil)
        let findings = try scene.findings()
        #expect(findings.violations(of: "key-convergence").count == 2)
        #expect(findings.status(of: "key-agreement") == .skipped)
        #expect(findings.status(of: "agreement") == .passed)
    }

    @Test func `a later change of the same key counts, one of another key only where it was polled`() throws {
        func missing(_ path: KeyPath) throws -> Int {
            var scene = Scene.withKeys()
            let key = scene.create(at: 2_000)
            let other = scene.create(at: 2_100)
            scene.forgets(key, 0)
            scene.forgets(other, 0)
            scene.actors[0].holds.append((2_100, key, true))
            scene.learns(0, other, isAlive: true, at: 2_134, path)
            return try scene.findings().violations(of: "key-convergence").count
        }
        #expect(try missing(.push) == 1)
        #expect(try missing(.poll) == 0)
    }

    /// What is dead is no news again, under whatever revision it is put back, or killed once more.
    @Test func `a death that is known counts for each that follows`() throws {
        var scene = Scene.withKeys()
        let key = scene.create(at: 1_200)
        scene.deactivate(key, at: 2_000)
        scene.deactivate(key, at: 3_000, first: 2_002, followed: nil)
        #expect(try scene.findings().violations == [])
    }

    @Test func `a walk names no key and tells how far it went`() throws {
        func missing(_ behind: UInt64) throws -> Int {
            var scene = Scene.withKeys()
            let key = scene.create(at: 2_000)
            scene.forgets(key, 0)
            scene.loads(0, [(key, isAlive: true)], at: 2_100, revision: scene.keyRevision - behind)
            return try scene.findings().violations(of: "key-convergence").count
        }
        #expect(try missing(0) == 0)
        #expect(try missing(1) == 1)
    }

    /// Nobody had told it the key's name in time, so that it named no change; at its end it says how far it had come.
    @Test(arguments: [(UInt64(0), UInt16(1), 0), (1, 1, 1), (1, 2, 0)])
    func `who says at its end that it knew is believed`(
        _ behind: UInt64, _ incarnation: UInt16, _ missing: Int
    ) throws {
        var scene = Scene.withKeys()
        let key = scene.create(at: 2_000)
        scene.actors[0].extra.removeAll()
        let written = try WrittenScene(scene)
        let reader = try written.reopened()
        written.file.writer(of: .replica(ReplicaID(1))).publish(
            LiveStatus(
                incarnation: Incarnation(incarnation), isReady: true, keyRevision: scene.keyRevision - behind))
        let findings = judge(reader, plan: scene.plan)
        let violations = findings.violations
        #expect((findings.managedKeys?.smallestLearn ?? 0 > 600_000_000) == (missing > 0))
        #expect(violations.map(\.check) == Array(repeating: "key-convergence", count: missing))
        #expect(violations.map(\.credential) == Array(repeating: Scene.fingerprint(key).description, count: missing))
    }

    @Test func `who was held, or came later, has the bound from then on`() throws {
        var scene = Scene.withKeys(replicas: 3, end: 6_000)
        scene.hold(1, .frozen, from: 1_900, to: 3_000)
        scene.actors[0].pauses = [(1_900, 3_000)]
        scene.create(at: 2_000, followed: nil)
        scene.learns(0, CredentialID(2), isAlive: true, at: 3_590, .poll)
        scene.learns(1, CredentialID(2), isAlive: true, at: 2_050, .push)
        scene.actors[2].started = 2_700
        scene.actors[2].ready = 2_800
        scene.actors[2].applications[0].at = 2_790
        scene.loads(2, [(CredentialID(2), isAlive: true)], at: 3_390)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metrics["managed-key.convergence.max"] == Measurement(value: 50, unit: "ms", samples: 1))
    }
}

struct KeyRecordTests {
    private func details(_ change: (inout Scene) -> Void) throws -> [String] {
        var scene = Scene.withKeys()
        change(&scene)
        return try scene.findings().violations(of: "key-records").map(\.detail)
    }

    private func wall(_ milliseconds: Double) -> String { "deactivated at \(Clock.unix(milliseconds)) ms" }

    @Test func `what was acknowledged stands in the store`() throws {
        #expect(
            try details {
                let key = $0.create(at: 1_200)
                $0.deactivate(key, at: 2_000, isStored: false)
            } == ["active until 4000.0 ms"])
        #expect(
            try details {
                let key = $0.create(at: 1_200)
                $0.deactivate(key, at: 4_300, isStored: false)
            } == [])
    }

    @Test func `what is dead there stays dead, but where data may have gone`() throws {
        let revive: (inout Scene) -> Void = {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000)
            $0.shows(key, .active, at: 3_000)
        }
        #expect(try details(revive) == ["seen active"])
        #expect(
            try details {
                revive(&$0)
                $0.holdAll(.redisDown, from: 2_500, to: 2_900)
            } == [])
    }

    @Test func `a key that is made does not vanish`() throws {
        #expect(
            try details {
                let key = $0.create(at: 1_200)
                $0.shows(key, .absent, at: 3_000)
            } == ["seen absent"])
    }

    @Test func `the time of a deactivation is never rewritten`() throws {
        #expect(
            try details {
                let key = $0.create(at: 1_200)
                $0.deactivate(key, at: 2_000)
                $0.deactivate(key, at: 3_000, first: 2_002)
            } == [])
        let moved = try details {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000)
            $0.deactivate(key, at: 3_000)
        }
        #expect(moved == [wall(3_002)])
    }

    @Test func `an answer alone shows it, too`() throws {
        let moved = try details {
            let key = $0.create(at: 1_200)
            $0.deactivate(key, at: 2_000)
            $0.deactivate(key, at: 3_000, isStored: false)
        }
        #expect(moved == [wall(3_002)])
    }

    @Test func `what is put back keeps the time of the first`() throws {
        func putBack(_ died: Double) throws -> [String] {
            try details {
                let key = $0.create(at: 1_200)
                $0.deactivate(key, at: 2_000)
                $0.holdAll(.redisDown, from: 2_500, to: 2_900)
                $0.shows(key, .active, at: 2_950)
                $0.keyRevision += 5_000
                $0.shows(key, .deactivated, at: 3_000, died: died)
            }
        }
        #expect(try putBack(2_002) == [])
        #expect(try putBack(2_990) == [wall(2_990)])
    }

    @Test func `nothing changes that nobody asked for`() throws {
        #expect(
            try details {
                let key = $0.create(at: 1_200)
                $0.shows(key, .deactivated, at: 2_000, died: 1_990)
            } == ["seen deactivated"])
        #expect(
            try details {
                let key = $0.nameKey()
                $0.shows(key, .active, at: 2_000)
            } == ["seen active"])
        #expect(
            try details {
                let key = $0.create(at: 1_200)
                $0.learns(0, key, isAlive: false, at: 2_000, .push)
                $0.actors[1].extra.append((2_100, .keyWrittenBack(key, revision: 7)))
            } == ["holds it dead", "put back a deactivation that nobody made"])
    }

    /// The coordinator looks at 256 keys at a time, those that were made last.
    @Test(arguments: [(255, ["active until 4000.0 ms"]), (256, [])])
    func `a key that is looked at no more shows nothing`(_ later: Int, _ expected: [String]) throws {
        let found = try details {
            let key = $0.create(at: 1_200)
            for number in 0..<later { $0.create(at: 1_300 + Double(number), followed: nil) }
            for index in 0...1 { $0.actors[index].probesCredentials = [0, 1, 2] }
            $0.deactivate(key, at: 2_000, isStored: false)
        }
        #expect(found == expected)
    }

    @Test func `a damaged record tells nothing`() throws {
        #expect(
            try details {
                let key = $0.create(at: 1_200)
                $0.shows(key, .damaged, at: 2_000)
                $0.shows(key, .active, at: 2_500)
            } == [])
    }
}

struct PrivilegeTests {
    @Test func `a managed key that opens an admin endpoint is a violation`() throws {
        var scene = Scene.withKeys()
        let key = scene.create(at: 1_200)
        #expect(try scene.findings().violations == [])
        scene.actors[1].extra.append((3_000, .routeCrossed(key, called: Clock.monotonic(2_999.9))))
        let violations = try scene.findings().violations
        #expect(violations.map(\.check) == ["privilege"])
        #expect(violations.map(\.replica) == ["r2"])
        #expect(violations.map(\.credential) == [Scene.fingerprint(key).description])
    }
}

struct KeyAgreementTests {
    /// The last word of the first replica is its own.
    private func disagreeing(_ change: (inout Scene, CredentialID) -> Void) throws -> [String?] {
        var scene = Scene.withKeys()
        let key = scene.create(at: 1_200)
        scene.deactivate(key, at: 2_000)
        change(&scene, key)
        return try scene.findings().violations(of: "key-agreement").map(\.replica)
    }

    @Test func `who says last what the store does not say disagrees`() throws {
        #expect(try disagreeing { _, _ in } == [])
        let back = try disagreeing { scene, key in scene.learns(0, key, isAlive: true, at: 3_000, .poll) }
        #expect(back == ["r1"])
    }

    @Test func `a later walk may have said otherwise`() throws {
        let walked = try disagreeing { scene, key in
            scene.learns(0, key, isAlive: true, at: 3_000, .poll)
            scene.loads(0, [], at: 3_100)
        }
        #expect(walked == [])
    }

    @Test func `who is cut off at the end is not asked`() throws {
        let cut = try disagreeing { scene, key in
            scene.learns(0, key, isAlive: true, at: 3_000, .poll)
            scene.hold(1, .cutOff, from: 4_000, to: nil)
        }
        #expect(cut == [])
    }

    @Test func `who learned it when it was too late for an answer is not asked`() throws {
        let late = try disagreeing { scene, key in
            scene.learns(0, key, isAlive: true, at: 3_000, .poll)
            scene.shows(key, .deactivated, at: 4_500, died: 2_002)
        }
        #expect(late == [])
    }
}

struct ManagedKeyTotalsTests {
    @Test func `index members without a record are leaked`() throws {
        var scene = Scene.withKeys()
        scene.coordinator.append((4_990, .leftover(.indexMembers, count: 0)))
        let clean = try scene.findings()
        #expect(clean.violations == [])
        #expect(clean.metrics["leaked.index-members"] == Measurement(value: 0, unit: "count", samples: 1))
        scene.coordinator.append((4_991, .leftover(.indexMembers, count: 3)))
        let leaking = try scene.findings()
        #expect(leaking.violations(of: "leaks").map(\.expected) == ["no index members left"])
        #expect(leaking.metric("leaked.index-members") == 3)
    }

    @Test func `a run without managed keys does not speak of them`() throws {
        let findings = try Scene().findings()
        #expect(!findings.metrics.keys.contains { $0.hasPrefix("managed-key") || $0 == "leaked.index-members" })
        #expect(!findings.checks.contains { $0.name.hasPrefix("key-") || $0.name == "privilege" })
        #expect(findings.managedKeys == nil)
    }

    @Test func `every metric of managed keys on the list is measured, or null`() throws {
        var scene = Scene.withKeys()
        scene.create(at: 1_200)
        let metrics = try scene.findings().metrics
        for metric in Metrics.all where metric.name.hasPrefix("managed-key.") || metric.name == "leaked.index-members" {
            #expect(metrics[metric.name]?.unit == metric.unit.rawValue, "\(metric.name)")
        }
        for (name, measurement) in metrics {
            #expect(Metrics.named(name)?.unit.rawValue == measurement.unit, "\(name)")
        }
    }

    @Test func `without a named key nothing was measured, which is no pass`() throws {
        let findings = try Scene.withKeys().findings([
            Scenario.Expectation(
                metric: "managed-key.late-acceptances", comparison: .equal, value: 0, text: "== 0")
        ])
        #expect(findings.verdict == .inconclusive)
    }

    @Test func `a clock that moved spoils the ends of keys`() throws {
        var scene = Scene.withKeys()
        scene.create(at: 1_200)
        scene.endOffset += 2_000_000
        #expect(try scene.findings().status(of: "recording") == .passed)
        scene.create(at: 1_300, ends: 3_000)
        #expect(try scene.findings().status(of: "recording") == .inconclusive)
    }

    @Test func `a key refused because its last read was too old is not refused early`() throws {
        func refused(_ held: Bool) throws -> Findings {
            var scene = Scene.withKeys(end: 6_000)
            scene.plan.fleet.onStale = .refuseAfter(3_000_000_000)
            let key = scene.create(at: 1_200)
            if held { scene.hold(1, .cutOff, from: 2_000, to: 4_000) }
            scene.actors[0].extra += [(3_500, .keysStale(isStale: true)), (4_050, .keysStale(isStale: false))]
            scene.verdict = KeyColourTests.says(.refused, to: key, from: 3_500, to: 4_050)
            return try scene.findings()
        }
        #expect(try refused(true).violations == [])
        #expect(try refused(false).violations(of: "early-refusals").count == 1)
    }
}

/// Managed keys share a budget: how rarely they are asked, the run itself tells.
struct KeyCoverageTests {
    /// A key that must be accepted from 12,704 to 15,900 and is not asked for in that time.
    private func missed(_ change: (inout Scene) -> Void) throws -> CheckResult.Status? {
        var scene = Scene.withKeys(end: 30_000)
        for _ in 0..<3 { scene.create(at: 1_200) }
        let key = scene.create(at: 12_100)
        scene.deactivate(key, at: 15_900)
        change(&scene)
        return try scene.findings().status(of: "coverage")
    }

    @Test func `a stretch without a probe is excused where all keys are asked as rarely`() throws {
        #expect(try missed { $0.probeEvery = 4_000 } == .passed)
        #expect(try missed { $0.actors[0].pauses = [(12_650, 15_950)] } == .inconclusive)
    }

    @Test func `a key that is never asked for shows, whatever the others are`() throws {
        var scene = Scene.withKeys(end: 10_000)
        for _ in 0..<3 { scene.create(at: 1_200) }
        scene.actors[1].probesCredentials = [0, 1, 2, 4]
        let findings = try scene.findings()
        #expect(findings.status(of: "coverage") == .inconclusive)
        #expect(findings.inconclusive.count == 1)
    }
}
