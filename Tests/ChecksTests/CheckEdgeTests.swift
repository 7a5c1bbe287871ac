@testable import Checks
import History
@testable import Scenario
import Testing

/// One thing that each check must not say, or must not miss, and nothing else in the scene.
struct CheckEdgeTests {
    private func checks(_ change: (inout Scene) -> Void) throws -> [String] {
        var scene = Scene()
        change(&scene)
        return try scene.findings().violations.map(\.check)
    }

    // MARK: exits

    @Test func `an exit behind the end of the run is nobody's fault`() throws {
        #expect(
            try checks {
                $0.actors[1].end = 4_999
                $0.actors[1].isKilled = true
                $0.actors[1].exitStatus = 11
            } == [])
    }

    @Test func `neither another hold nor another's death excuses an exit`() throws {
        for (replica, why) in [(UInt32(2), HoldReason.frozen), (1, .dead)] {
            let found = try checks {
                $0.hold(replica, why, from: 2_999, to: nil)
                $0.actors[1].end = 3_000
                $0.actors[1].isKilled = true
            }
            #expect(found == ["exits"], "\(why) of \(replica)")
        }
    }

    // MARK: the slot's order

    @Test func `a rotation below one that had returned is out of order`() throws {
        let found = try checks {
            let number = $0.operations
            $0.rotate(at: 2_000)
            $0.operations += 1
            $0.coordinator += [
                (3_000, .operationInvoked(number + 1, kind: .endGrace, credential: .unnamed, grace: 0, step: 0)),
                (
                    3_004,
                    .operationEnded(
                        number + 1, outcome: .ok, version: VersionStamp(epoch: 5, nonce: 1),
                        fingerprint: Scene.fingerprint($0.key0), graceEnd: 0)
                ),
            ]
        }
        #expect(found.contains("linearizable-slot"))
    }

    @Test func `a version read before it was written is out of order, and so is its write`() {
        func operation(_ called: Time, _ returned: Time, isWrite: Bool) -> SlotOperation {
            SlotOperation(
                called: called, returned: returned, version: VersionStamp(epoch: 1, nonce: 0), isWrite: isWrite)
        }
        let read = operation(0, 10, isWrite: false)
        #expect(LinearizabilitySweep([operation(20, 30, isWrite: true), read]).wrong().sorted() == [0, 1])
        #expect(LinearizabilitySweep([operation(20, .max, isWrite: true), read]).wrong() == [1])
        #expect(LinearizabilitySweep([operation(5, 30, isWrite: true), read]).wrong() == [])
    }

    @Test func `a plain slot has no order to judge`() throws {
        var scene = Scene()
        scene.plan.fleet.slot = FleetPlan.Slot.plain
        #expect(try scene.findings().status(of: "linearizable-slot") == .skipped)
    }

    // MARK: liveness

    private func neverReady(_ change: (inout Scene) -> Void) throws -> [String] {
        try checks {
            $0.end = 8_000
            $0.sampled.to = 7_980
            $0.actors[0].end = 7_990
            $0.actors[1].end = 7_990
            $0.actors[1].ready = 9_000
            $0.actors[1].applications = []
            change(&$0)
        }
    }

    @Test func `who had no time to get ready, or no Redis, is not accused`() throws {
        #expect(try neverReady { _ in } == ["liveness"])
        #expect(try neverReady { $0.hold(2, .redisDown, from: 1_000, to: 7_900) } == [])
        #expect(try neverReady { $0.actors[1].end = 5_090 } == [])
    }

    // MARK: lost writes

    private func lost(plain: Bool = false, _ change: (inout Scene) -> Void) throws -> [Double?] {
        var scene = Scene(end: 8_000)
        if plain { scene.plan.fleet.slot = FleetPlan.Slot.plain }
        scene.rotate(at: 2_000)
        change(&scene)
        let findings = try scene.findings()
        return [findings.metric("redis.lost-writes"), findings.metric("lost-rotations")]
    }

    private func fallBack(_ scene: inout Scene, at: Double = 3_020) {
        scene.slot.append(
            Scene.SlotValue(version: VersionStamp(epoch: 0, nonce: 8), current: scene.key0, from: at))
    }

    @Test func `an outage loses writes as a loss of data does, with versions and without`() throws {
        #expect(
            try lost {
                for replica in UInt32(1)...2 { $0.hold(replica, .redisDown, from: 3_000, to: 3_010, number: 3) }
                fallBack(&$0)
            } == [1, 1])
        #expect(
            try lost(plain: true) {
                $0.fault(.dataLoss, from: 3_000, to: 3_010)
                fallBack(&$0)
            } == [1, 1])
    }

    @Test func `lost writes are counted among all that were acknowledged`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.rotate(at: 2_500)
        let metrics = try scene.findings().metrics
        #expect(metrics["redis.lost-writes"] == Measurement(value: 0, unit: "count", samples: 2))
        #expect(metrics["lost-rotations"] == Measurement(value: 0, unit: "count", samples: 2))
    }

    @Test func `a lost revocation is a lost write and no lost rotation`() throws {
        #expect(
            try lost {
                $0.revoke(at: 2_500)
                $0.fault(.dataLoss, from: 3_000, to: 3_010)
                $0.slot.append($0.slot[1])
                $0.slot[3].from = 3_020
            } == [1, 0])
    }

    @Test func `everything above what stands there is lost`() throws {
        #expect(
            try lost {
                $0.revoke(at: 2_500)
                $0.fault(.dataLoss, from: 3_000, to: 3_010)
                fallBack(&$0)
            } == [2, 1])
    }

    /// Two polls are 1,000 ms.
    @Test(arguments: [(3_500.0, 0.0), (4_500, 1)])
    func `what the next rotation overwrites too soon cannot be told lost`(_ next: Double, _ count: Double) throws {
        #expect(
            try lost {
                $0.fault(.dataLoss, from: 3_000, to: 3_010)
                fallBack(&$0)
                $0.rotate(at: next)
            } == [count, count])
    }

    @Test func `what is lost leaves the former key open, and its coming back is no less a resurrection`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.fault(.dataLoss, from: 3_000, to: 3_010)
        fallBack(&scene)
        scene.verdict = { _, credential, at in credential.number == 0 && at > 3_100 ? .accepted : nil }
        let findings = try scene.findings()
        #expect(findings.violations(of: "late-acceptances").isEmpty)
        #expect(findings.metrics["redis.lost-writes"] == Measurement(value: 1, unit: "count", samples: 1))
        // They had not read it back.
        #expect(
            findings.violations(of: "resurrections").map(\.detail)
                == Array(repeating: "accepted again; cause: replica", count: 2))
    }

    // MARK: order

    @Test func `back to its own configuration behind a read is a fall`() throws {
        let found = try checks {
            $0.rotate(at: 2_000)
            $0.actors[0].extra = [
                (
                    3_000,
                    .applied(
                        version: .zero, fingerprint: Scene.fingerprint($0.key0), credential: $0.key0,
                        path: .configuration)
                )
            ]
        }
        #expect(found.contains("order"))
    }

    @Test func `a plain value may come back while the slot is damaged`() throws {
        func stale(_ change: (inout Scene) -> Void) throws -> [String] {
            try checks {
                $0.plan.fleet.slot = FleetPlan.Slot.plain
                $0.rotate(at: 2_000)
                $0.actors[0].applications.append(Scene.Application(at: 2_100, value: 0, path: .poll))
                $0.actors[0].applications.append(Scene.Application(at: 2_150, value: 1, path: .poll))
                change(&$0)
            }
        }
        #expect(try stale { _ in } == ["order"])
        #expect(try stale { $0.fault(.damage, from: 2_060, to: 2_061) } == [])
    }

    // MARK: resurrections

    @Test func `late before the retirement was applied is no resurrection`() throws {
        let found = try checks {
            $0.rotate(at: 2_000)
            $0.actors[0].applications[1].at = 2_700
        }
        #expect(Set(found) == ["convergence", "late-acceptances", "early-refusals"])
    }

    /// The next life knows only its configuration.
    @Test func `an earlier life's knowledge counts, and a pair counts once`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.restart(1, killed: 2_900, ready: 3_000)
        scene.actors[1].applications = [Scene.Application(at: 2_995, value: 0, path: .configuration)]
        scene.verdict = { actor, credential, at in
            actor.replica == 1 && credential.number == 0 && at > 2_700 && at < 2_750 ? .accepted : nil
        }
        let findings = try scene.findings()
        #expect(findings.violations(of: "resurrections").map(\.incarnation) == [1])
        #expect(findings.metric("resurrections") == 1)
        scene.verdict = { _, _, _ in nil }
        #expect(try scene.findings().violations(of: "resurrections").map(\.incarnation) == [2])
    }

    // MARK: rogue writes

    private func rogue(_ value: FingerprintBits, _ change: (inout Scene, VersionStamp) -> Void) throws -> Findings {
        var scene = Scene()
        let version = scene.version(2_990)
        for at in [3_000.0, 3_010] {
            scene.coordinator.append(
                (
                    at,
                    .slotRead(called: Clock.monotonic(at - 0.1), content: .good, version: version, fingerprint: value)
                ))
        }
        change(&scene, version)
        return try scene.findings()
    }

    @Test func `a known value under a version that nobody wrote is a rogue write, counted once`() throws {
        #expect(try rogue(Scene.fingerprint(CredentialID(0))) { _, _ in }.metric("unlogged-writes") == 1)
    }

    @Test func `a write that failed accounts for nothing`() throws {
        let bad = FingerprintBits(0xBAD)
        let byReplica = try rogue(bad) { scene, version in
            scene.actors[0].extra = [
                (2_990, .wroteSlot(by: .repair, outcome: .failed, version: version, fingerprint: bad))
            ]
        }
        #expect(byReplica.metric("unlogged-writes") == 1)
        let new = Scene.fingerprint(CredentialID(2))
        let byOperator = try rogue(new) { scene, version in
            _ = scene.name()
            scene.coordinator += [
                (2_985, .operationInvoked(0, kind: .rotate, credential: CredentialID(2), grace: 0, step: 0)),
                (2_990, .operationEnded(0, outcome: .failed, version: version, fingerprint: new, graceEnd: 0)),
            ]
        }
        #expect(byOperator.metric("unlogged-writes") == 1)
    }

    @Test func `without a log nothing is judged unlogged`() throws {
        let findings = try rogue(FingerprintBits(0xBAD)) { scene, _ in scene.hasLog = false }
        #expect(findings.status(of: "unlogged-writes") == .skipped)
        #expect(findings.metrics["unlogged-writes"] == nil)
    }

    // MARK: ends of grace

    /// E = 3,002, skew 15 ms: it must be accepted until 2,987.
    @Test(arguments: [(2_980.0, ["early-refusals"]), (2_990, [])] as [(Double, [String])])
    func `a key may be refused skew before its end`(_ at: Double, _ expected: [String]) throws {
        let found = try checks {
            $0.plan.bounds.skew = 15_000_000
            $0.rotate(at: 2_000, grace: 1_000)
            $0.verdict = { actor, credential, time in
                actor.replica == 1 && credential.number == 0 && time == at ? .refused : nil
            }
        }
        #expect(found == expected)
    }
}

/// What a replica may put into the slot, case by case.
struct ReplicaWriteTests {
    private func found(
        _ by: WrittenBy, _ version: VersionStamp, _ value: CredentialID?, outcome: Outcome = .ok, plain: Bool = false,
        _ change: (inout Scene) -> Void = { _ in }
    ) throws -> [String] {
        var scene = Scene()
        if plain { scene.plan.fleet.slot = FleetPlan.Slot.plain }
        scene.actors[0].extra = [
            (3_000, .wroteSlot(by: by, outcome: outcome, version: version, fingerprint: Scene.fingerprint(value)))
        ]
        change(&scene)
        return try scene.findings().violations(of: "no-replant").map(\.detail)
    }

    private let made = VersionStamp(epoch: 77, nonce: 7)
    private let own = CredentialID(0)

    @Test func `what failed or lost put nothing there`() throws {
        #expect(try found(.repair, made, own, outcome: .failed) == [])
        #expect(try found(.repair, made, own, outcome: .superseded) == [])
        #expect(try found(.repair, made, own, outcome: .unknown).count == 1)
    }

    @Test func `nobody repairs a plain slot`() throws {
        #expect(try found(.repair, .zero, own, plain: true) == ["wrote by repair"])
    }

    @Test func `a bootstrap of its own key is of epoch zero`() throws {
        #expect(try found(.bootstrap, made, own) == ["a bootstrap wrote epoch 77"])
        #expect(try found(.bootstrap, VersionStamp(epoch: 0, nonce: 5), own) == [])
        #expect(try found(.repair, VersionStamp(epoch: 0, nonce: 5), own) == [])
    }

    @Test func `without a key of its own it may bootstrap one that it made`() throws {
        let zero = VersionStamp(epoch: 0, nonce: 5)
        #expect(try found(.bootstrap, zero, CredentialID(7)).count == 1)
        #expect(
            try found(.bootstrap, zero, CredentialID(7)) {
                $0.actors[0].configured = nil
                $0.bootstrapper = 2
            } == [])
    }

    @Test func `a repair keeps value and version together`() throws {
        func read(_ at: Double) -> (inout Scene) -> Void {
            { scene in
                let value = Scene.fingerprint(CredentialID(5))
                scene.actors[0].extra.append(
                    (at, .applied(version: made, fingerprint: value, credential: .unnamed, path: .poll)))
            }
        }
        #expect(try found(.repair, made, CredentialID(5), read(2_000)) == [])
        #expect(try found(.repair, made, CredentialID(6), read(2_000)).count == 1)
        #expect(try found(.repair, VersionStamp(epoch: 78, nonce: 7), CredentialID(5), read(2_000)).count == 1)
        #expect(try found(.repair, made, CredentialID(5), read(3_500)).count == 1)
    }

    @Test func `its configured key is not what it read`() throws {
        let found = try found(.replant, .zero, own, plain: true) { $0.actors[0].applications[0].path = .configuration }
        #expect(found == ["replanted a00000000001, which it had never read"])
    }
}
