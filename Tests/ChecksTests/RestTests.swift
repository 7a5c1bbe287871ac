@testable import Checks
import History
import HistoryLog
@testable import Scenario
import Testing

struct LinearizableSlotTests {
    /// A read at 3,000 of what stood there before the rotation of 2,000.
    private func stale(_ change: (inout Scene) -> Void = { _ in }) throws -> Findings {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.coordinator.append(
            (
                3_000,
                .slotRead(
                    called: Clock.monotonic(2_999), content: .good, version: scene.slot[0].version,
                    fingerprint: Scene.fingerprint(scene.key0))
            ))
        change(&scene)
        return try scene.findings()
    }

    @Test func `a read of an older version is a violation within a reign`() throws {
        #expect(try stale().violations(of: "linearizable-slot").count == 1)
    }

    @Test func `and none across a break`() throws {
        let findings = try stale { $0.hold(1, .redisDown, from: 2_900, to: 3_100) }
        #expect(findings.violations(of: "linearizable-slot").isEmpty)
    }

    @Test func `several servers are judged as one is`() throws {
        let findings = try stale { $0.plan.redis.topology = .replicated }
        #expect(findings.status(of: "linearizable-slot") == .failed)
    }
}

struct LostWriteTests {
    /// Rotation at 2,000; the data goes at 3,000; from then on the slot holds the first key again.
    private func lost(repairedAt: Double?) throws -> Findings {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.fault(.dataLoss, from: 3_000, to: 3_010)
        scene.slot.append(
            Scene.SlotValue(version: VersionStamp(epoch: 0, nonce: 8), current: scene.key0, from: 3_020))
        if let repairedAt {
            scene.slot.append(scene.slot[1])
            scene.slot[3].from = repairedAt
        }
        return try scene.findings()
    }

    @Test func `a rotation that nobody puts back is lost, and both keys may be accepted`() throws {
        let findings = try lost(repairedAt: nil)
        #expect(findings.metric("lost-rotations") == 1)
        #expect(findings.metric("redis.lost-writes") == 1)
        #expect(findings.violations(of: "late-acceptances").isEmpty)
        #expect(findings.violations(of: "convergence").isEmpty)
    }

    @Test func `a rotation that a replica puts back is not lost`() throws {
        let findings = try lost(repairedAt: 3_200)
        #expect(findings.metric("lost-rotations") == 0)
        #expect(findings.violations == [])
    }
}

struct AgreementTests {
    @Test func `a replica that holds another value than the slot disagrees`() throws {
        var scene = Scene()
        scene.actors[1].applications[0].value = 1
        scene.slot.append(
            Scene.SlotValue(version: VersionStamp(epoch: 0, nonce: 5), current: CredentialID(1), from: 6_000))
        scene.verdict = { _, credential, _ in credential.number == 0 ? .accepted : .refused }
        #expect(try scene.findings().violations(of: "agreement").map(\.replica) == ["r2"])
    }

    @Test func `a replica that is cut off at the end is not asked`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.actors[0].applications.removeLast()
        scene.hold(1, .cutOff, from: 1_900, to: nil)
        #expect(try scene.findings().violations == [])
    }
}

struct BootstrapRaceTests {
    /// Each of three replicas has a key of its own; the second one's wins.
    private func race(loserUntil: Double) throws -> Findings {
        var scene = Scene(replicas: 3)
        scene.credentials = [(.adminKey, .configured), (.adminKey, .neverIssued), (.adminKey, .configured)]
        scene.slot[0].current = CredentialID(2)
        scene.slot[0].from = 500
        scene.actors[1].configured = CredentialID(2)
        scene.bootstrapper = 2
        for index in scene.actors.indices {
            scene.actors[index].applications = [
                Scene.Application(at: 150, value: 0, path: .configuration),
                Scene.Application(at: 560, value: 0, path: .bootstrap),
            ]
        }
        scene.verdict = { actor, credential, at in
            actor.replica == 1 && credential.number == 0 && at < loserUntil ? .accepted : nil
        }
        scene.sampled = (500, 4_900)
        return try scene.findings()
    }

    /// The winner was known at 500; bounds count from the latest of that, fleet ready and the replica's ready.
    @Test func `a loser is refused from the bound after the winner is known`() throws {
        #expect(try race(loserUntil: 1_590).violations == [])
        #expect(try race(loserUntil: 1_630).violations(of: "late-acceptances").count == 1)
    }
}

struct LivenessTests {
    @Test(arguments: [(4_050.0, 0), (4_150.0, 1)])
    func `after the last fault everybody follows within learn`(_ followed: Double, _ late: Int) throws {
        var scene = Scene(end: 6_000)
        scene.rotate(at: 2_000)
        scene.hold(1, .frozen, from: 1_900, to: 3_500)
        scene.actors[0].pauses = [(1_900, 4_200)]
        scene.actors[0].applications[1].at = followed
        #expect(try scene.findings().violations.count == late)
    }

    @Test func `a replica that never gets ready is named`() throws {
        var scene = Scene(end: 8_000)
        scene.actors[1].ready = 9_000
        scene.actors[1].applications = []
        #expect(try scene.findings().violations(of: "liveness").map(\.detail) == ["not ready"])
        scene.actors[1].ready = 4_000
        scene.actors[1].applications = [Scene.Application(at: 3_990, value: 0, path: .start)]
        #expect(try scene.findings().violations(of: "liveness").isEmpty)
    }
}

struct RestTests {
    @Test func `an await that is not met is a violation`() throws {
        var scene = Scene()
        scene.coordinator.append((3_000, .awaitEnded(step: 0, met: true, missing: 0, firstMissing: nil)))
        #expect(try scene.findings().violations == [])
        scene.coordinator.append((4_000, .awaitEnded(step: 1, met: false, missing: 1, firstMissing: ReplicaID(2))))
        let violations = try scene.findings().violations
        #expect(violations.map(\.check) == ["await"])
        #expect(violations.map(\.replica) == ["r2"])
        #expect(violations.map(\.atMilliseconds) == [3_000])
    }

    @Test func `four spellings get one verdict`() throws {
        var scene = Scene()
        scene.actors[0].extra = [
            (3_000, .spellingsDisagree(scene.key0, accepted: 0b0011, called: Clock.monotonic(2_999)))
        ]
        #expect(
            try scene.findings().violations(of: "spellings").map(\.detail) == ["accepted: as typed, with Bearer"])
    }

    @Test func `spellings may differ while a grace ends between them`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000, grace: 1_000)
        scene.actors[0].extra = [
            (3_002.5, .spellingsDisagree(scene.key0, accepted: 1, called: Clock.monotonic(3_001.5)))
        ]
        #expect(try scene.findings().violations == [])
    }

    @Test func `a replica that dies on its own is a violation, even with status zero`() throws {
        var scene = Scene()
        scene.actors[1].end = 3_000
        scene.actors[1].isKilled = true
        #expect(try scene.findings().violations(of: "exits").map(\.detail) == ["ended by signal 9"])
        scene.hold(2, .dead, from: 2_999, to: nil)
        #expect(try scene.findings().violations == [])
    }

    @Test func `a replica that dies while it restarts is a violation, though its last death still holds it`() throws {
        var scene = Scene()
        scene.restart(2, killed: 2_000, ready: 3_000)
        scene.actors[2].incarnation = 3
        let second = Life(ReplicaID(2), Incarnation(2))
        scene.zygote.append((2_500, .processExited(.replica, second, pid: 2, status: 9)))
        let violations = try scene.findings().violations(of: "exits")
        #expect(violations.map(\.incarnation) == [2])
        scene.coordinator.append((2_400, .heldBegan(second, why: .dead, hold: 7)))
        #expect(try scene.findings().violations(of: "exits") == [])
    }

    @Test func `the last good read is fresh at the end`() throws {
        var scene = Scene()
        scene.end = 6_000
        let written = try WrittenScene(scene)
        let reader = try written.reopened()
        for (replica, read) in [(UInt32(1), 4_980.0), (2, 3_000)] {
            written.file.writer(of: .replica(ReplicaID(replica))).publish(
                LiveStatus(incarnation: Incarnation(1), isReady: true, lastGoodRead: Clock.monotonic(read)))
        }
        #expect(judge(reader, plan: .quiet).violations(of: "poll-alive").map(\.replica) == ["r2"])
    }

    @Test func `what is not given back is leaked`() throws {
        var scene = Scene()
        let life = scene.actors[0].life
        scene.coordinator += [
            (1_001, .inventory(life, phase: .baseline, descriptors: 8, threads: 1)),
            (4_900, .inventory(life, phase: .end, descriptors: 8, threads: 1)),
            (4_901, .redisClients(life, expected: 2, found: 2)), (4_999, .leftover(.processes, count: 0)),
        ]
        let clean = try scene.findings()
        #expect(clean.violations == [])
        #expect(clean.metrics["leaked.descriptors"] == Measurement(value: 0, unit: "count", samples: 1))
        #expect(clean.metrics["leaked.keys"] == Measurement(value: nil, unit: "count", samples: 0))
        let other = scene.actors[1].life
        scene.coordinator += [
            (1_001, .inventory(other, phase: .baseline, descriptors: 8, threads: 1)),
            (4_900, .inventory(other, phase: .end, descriptors: 9, threads: 3)),
            (4_901, .redisClients(other, expected: 2, found: 5)), (4_999, .leftover(.processes, count: 2)),
        ]
        let leaking = try scene.findings()
        #expect(leaking.violations(of: "leaks").count == 3)
        #expect(leaking.metric("leaked.redis-connections") == 3)
        #expect(leaking.metric("leaked.threads") == 2)
        #expect(leaking.metric("leaked.processes") == 2)
    }

    /// What is found of a life that is looked at when a link of its is away, or falls at this time.
    private func found(
        fallsAt: Double, role: LinkRole = .data, looks: [Double: UInt32], end: UInt32
    ) throws -> Findings {
        var scene = Scene()
        let life = scene.actors[0].life
        scene.actors[0].extra += [
            (150, .linkChanged(.data, isUp: true, reason: 0)), (151, .linkChanged(.push, isUp: true, reason: 0)),
            (fallsAt, .linkChanged(role, isUp: false, reason: 2)), (1_700, .linkChanged(role, isUp: true, reason: 0)),
        ]
        scene.coordinator += looks.map {
            ($0.key, .inventory(life, phase: .baseline, descriptors: $0.value, threads: 1))
        }
        scene.coordinator.append((4_900, .inventory(life, phase: .end, descriptors: end, threads: 1)))
        return try scene.findings()
    }

    @Test(arguments: [LinkRole.data, .push], [900.0, 1_001, 1_090])
    func `what comes back with a link that was away is no leak`(_ role: LinkRole, _ fallsAt: Double) throws {
        let findings = try found(fallsAt: fallsAt, role: role, looks: [1_001: 8], end: 9)
        #expect(findings.violations(of: "leaks").isEmpty)
        #expect(findings.metrics["leaked.descriptors"]?.samples == 0)
    }

    @Test(
        arguments: [(1_300, [1_001: 8], 9), (900, [1_001: 8, 2_000: 9], 10)] as [(Double, [Double: UInt32], UInt32)])
    func `what is more than a look with all links up is leaked, whatever others saw`(
        _ fallsAt: Double, _ looks: [Double: UInt32], _ end: UInt32
    ) throws {
        let findings = try found(fallsAt: fallsAt, looks: looks, end: end)
        #expect(findings.violations(of: "leaks").map(\.replica) == ["r1"])
        #expect(findings.metrics["leaked.descriptors"] == Measurement(value: 1, unit: "count", samples: 1))
        #expect(try found(fallsAt: fallsAt, looks: looks, end: end - 1).violations(of: "leaks").isEmpty)
    }
}

struct PlainSlotTests {
    private func plain(_ change: (inout Scene) -> Void) throws -> Findings {
        var scene = Scene()
        scene.plan.fleet.slot = FleetPlan.Slot.plain
        change(&scene)
        return try scene.findings()
    }

    @Test func `a plain slot is judged by its values`() throws {
        let findings = try plain { $0.rotate(at: 2_000) }
        #expect(findings.violations == [])
        #expect(findings.metric("admin-key.convergence.max") == 34)
    }

    @Test func `an application counts for the latest rotation to its value`() throws {
        let findings = try plain {
            $0.rotate(at: 2_000)
            $0.rotate(to: $0.key0, at: 3_000)
        }
        #expect(findings.violations == [])
        #expect(findings.metrics["admin-key.convergence.max"]?.samples == 4)
    }

    @Test func `a stale read that lands last is out of order`() throws {
        let findings = try plain {
            $0.rotate(at: 2_000)
            $0.actors[0].applications.append(Scene.Application(at: 2_100, value: 0, path: .poll))
            $0.actors[0].applications.append(Scene.Application(at: 2_150, value: 1, path: .poll))
        }
        #expect(findings.violations.map(\.check) == ["order"])
    }

    @Test func `of two rotations at once either may stand`() throws {
        let findings = try plain {
            let first = $0.rotate(at: 2_000, took: 40, followed: nil)
            $0.rotate(at: 2_010, took: 20, followed: nil)
            // The first one landed last.
            $0.slot[1].from = 2_025
            $0.slot.swapAt(1, 2)
            for index in $0.actors.indices {
                $0.actors[index].applications.append(Scene.Application(at: 2_100, value: 2, path: .poll))
            }
            #expect($0.slot[2].current == first)
        }
        #expect(findings.violations == [])
    }
}
