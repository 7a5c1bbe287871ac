import Checks
import History
import RedisFixture
import Testing

/// The tests that specs/versions.md names, against real failovers.
extension FailoverTests {
    /// The rotation is acknowledged by a primary whose Redis replicas hear it no more; it dies. Those who hold the rotation
    /// are frozen meanwhile, so that a replica which starts anew finds the old record on the new primary.
    @Test func `a lost rotation is repaired on the new primary, and who started in the gap is corrected`() throws {
        let run = try KeyquakeRun.expect(
            [
                .init("{ at: 300ms, partition: { between: [primary, redis], for: 2s } }", .ok, .connectionsClosed),
                .init("{ at: 600ms, rotate-admin-key: {} }"),
                .init(
                    "{ at: 900ms, freeze-replica: { pick: [2, 3], for: 5600ms } }", .ok, .processStopped,
                    .processStopped),
                .init("{ at: 1s, kill-replica: { pick: [1], restart-after: 3500ms } }", .ok, .processGone),
                .init("{ at: 1100ms, kill-redis: { node: primary } }", .ok, .processGone, .dataGone),
                .init("{ at: 7s, await: { converged: admin-key, within: 10s } }"),
            ],
            in: ScenarioText(
                name: "gap", replicas: 3, redis: ScenarioText.sentinel, bounds: ScenarioText.patientBounds))
        let directory = try run.directory
        let rotated = try #require(try directory.rotations.first)
        let restarted = try directory.applications(of: 1).filter { $0.incarnation == 2 }
        let versions = restarted.map(\.version)
        #expect(versions.contains { $0 < rotated } && versions.last == rotated && versions == versions.sorted())
        let holders: [UInt32] = [2, 3]
        for replica in holders {
            let versions = try directory.applications(of: replica).map(\.version)
            #expect(versions == versions.sorted() && versions.last == rotated, "what is lower is refused")
        }
        // Both wake at once: the one that is slower may find what the other repaired.
        #expect(try holders.contains { try directory.refusedLower($0) }, "who repairs has met what is lower")
        try expectRepair(to: rotated, in: directory, correcting: restarted)
        #expect(try directory.findings.metrics["lost-rotations"]?.value == 0)
    }

    /// Somebody put the record back on a node that was no primary before, and the one that started in the gap took it
    /// within a poll of that, as far as its loop and the coordinator's got the processor.
    private func expectRepair(
        to version: VersionStamp, in directory: RecordedRun, correcting late: [RecordedRun.Application]
    ) throws {
        let repairs = try directory.logged.filter { $0.author == .repair && $0.version == version }
        let repair = try #require(repairs.first { $0.node != NodeID(1) })
        let corrected = try #require(late.last)
        #expect([.push, .poll].contains(corrected.path))
        let findings = try directory.findings
        #expect(findings.violations.isEmpty)
        let poll: UInt64 = 100_000_000
        let loops: [RegionOwner] = [.replica(ReplicaID(1)), .coordinator]
        let lag = try loops.flatMap { try directory.lags(of: $0) }.reduce(0, +)
        #expect(corrected.time <= repair.seen + poll + lag + Self.slack, "one poll after the repair was seen")
    }

    /// Of the way there, and of a loop's lag that is too short to be recorded (20 ms).
    private static var slack: UInt64 { 60_000_000 }

    @Test func `two operators on both sides of a partition end in one winner everywhere, and the loser is told`()
        throws
    {
        let run = try KeyquakeRun.expect(
            [
                .init(
                    """
                    { at: 300ms, partition: { between: [[primary, operator-1, { pick: [1, 2, 3] }], rest], for: 8s } }
                    """, .ok, .connectionsClosed),
                .init("{ at: 800ms, rotate-admin-key: { by: 1 } }"),
                .init("{ at: 7s, rotate-admin-key: { by: 2 } }"),
                .init("{ at: 10s, await: { converged: admin-key, within: 15s } }"),
            ],
            in: ScenarioText(
                name: "sides", replicas: 6, redis: ScenarioText.sentinel, bounds: ScenarioText.patientBounds))
        let directory = try run.directory
        let rotations = try directory.rotations
        try #require(rotations.count == 2 && rotations[0] < rotations[1])
        for replica in 1...6 as ClosedRange<UInt32> {
            let versions = try directory.applications(of: replica).map(\.version)
            #expect(versions.last == rotations[1] && versions == versions.sorted())
            #expect(versions.contains(rotations[0]) == (replica <= 3), "each side has seen its own operator")
        }
        // The old primary follows when Sentinels have heard it say master for 8 s: that may be after the run.
        for node in 2...3 as ClosedRange<UInt8> {
            #expect(try directory.lastSlot(on: NodeID(node)) == rotations[1])
        }
        let told = run.errorLines.filter { $0.contains("of operator-1 was superseded by") }
        #expect(told.count == 1 && told[0].hasPrefix("keyquake: step 1: "), "\(run.standardError)")
    }
}

extension RecordedRun {
    /// The versions that operators were told.
    fileprivate var rotations: [VersionStamp] {
        get throws {
            try events(of: .coordinator).compactMap { event in
                if case .operationEnded(_, outcome: .ok, let version, _, _, _) = event { version } else { nil }
            }
        }
    }

    /// Whether a replica met something lower than it held, and left it.
    fileprivate func refusedLower(_ replica: UInt32) throws -> Bool {
        try events(of: .replica(ReplicaID(replica))).contains {
            if case .slotRefused(.lower, _) = $0 { true } else { false }
        }
    }

    fileprivate struct LogEntry {
        let seen: UInt64
        let version: VersionStamp
        let author: WrittenBy
        let node: NodeID
    }

    /// What the slot's log said on each node, in the order in which the coordinator saw it.
    fileprivate var logged: [LogEntry] {
        get throws {
            try records(of: .coordinator).compactMap { record in
                guard case .slotLogged(let version, _, let author, _, _, let node)? = record.event else { return nil }
                return LogEntry(seen: record.time, version: version, author: author, node: node)
            }
        }
    }

    /// How long somebody's loop did not run, each time.
    fileprivate func lags(of owner: RegionOwner) throws -> [UInt64] {
        try records(of: owner).compactMap { record in
            if case .lagged(let from)? = record.event { record.time - from } else { nil }
        }
    }

    /// What was sampled last on a node.
    fileprivate func lastSlot(on node: NodeID) throws -> VersionStamp? {
        try events(of: .coordinator).compactMap { event in
            if case .slotRead(_, .good, let version, _, node) = event { version } else { nil }
        }.last
    }
}
