import Checks
import History
import HistoryLog
import RedisFixture
import Scenario

/// A run's directory, and what its history says; also while the run goes on.
struct RecordedRun: Sendable {
    let path: String

    var historyPath: String { "\(path)/history.kq" }
    var history: HistoryFile { get throws { try HistoryFile.open(at: historyPath) } }

    /// All events of one writer.
    func events(of owner: RegionOwner) throws -> [Event] { try records(of: owner).compactMap(\.event) }

    /// The same with their times.
    func timedEvents(of owner: RegionOwner) throws -> [(time: UInt64, event: Event)] {
        try records(of: owner).compactMap { record in record.event.map { (record.time, $0) } }
    }

    /// Copied: what a region shows is gone with the mapping.
    func records(of owner: RegionOwner) throws -> [Record] {
        let history = try history
        return withExtendedLifetime(history) { history.region(of: owner).map { Array($0.records) } ?? [] }
    }

    var isFleetReady: Bool {
        get throws {
            try events(of: .coordinator).contains { if case .fleetReady = $0 { true } else { false } }
        }
    }

    /// The replica's lives that began, in their order.
    func incarnations(of replica: UInt32) throws -> [UInt16] {
        try records(of: .replica(ReplicaID(replica))).filter { if case .started? = $0.event { true } else { false } }
            .map(\.incarnation)
    }

    /// Of the first life of a replica.
    func pid(of replica: UInt32) throws -> Int32? {
        let events = try events(of: .replica(ReplicaID(replica)))
        return events.lazy.compactMap { if case .started(let pid, _, _) = $0 { pid } else { nil } }.first
    }

    /// What the checks say, computed here and not read from a text.
    var findings: Findings {
        get throws {
            let text = String(decoding: fileBytes("\(path)/scenario.yaml") ?? [], as: UTF8.self)
            switch parseScenario(text: text, file: "scenario.yaml") {
            case .success(let plan): return judge(try history, plan: plan)
            case .failure(let errors): throw FixtureError("\(errors)")
            }
        }
    }
}

/// What became of steps.
extension RecordedRun {
    /// How a step ended; nil when it did not.
    func outcome(of step: UInt32) throws -> Outcome? {
        try events(of: .coordinator).lazy.compactMap { event in
            if case .stepEnded(step, let outcome) = event { outcome } else { nil }
        }.first
    }

    func proofs(of step: UInt32) throws -> [FaultProof] {
        try events(of: .coordinator).compactMap { event in
            if case .faultProved(step, let proof) = event { proof } else { nil }
        }
    }

    func hasBegun(_ step: UInt32) throws -> Bool {
        try events(of: .coordinator).contains { if case .stepBegan(step, _) = $0 { true } else { false } }
    }

    /// The nodes that began to be primary, in their order.
    var reigns: [NodeID] {
        get throws {
            try events(of: .coordinator).compactMap { event in
                if case .roleChanged(let node, isPrimary: true, _) = event { node } else { nil }
            }
        }
    }

    /// What a replica's admin key became, in order, with the life and the way it came.
    func applications(of replica: UInt32) throws -> [Application] {
        try records(of: .replica(ReplicaID(replica))).compactMap { record in
            guard case .applied(let version, let fingerprint, _, let path)? = record.event else { return nil }
            return Application(
                incarnation: record.incarnation, time: record.time, version: version, fingerprint: fingerprint,
                path: path)
        }
    }

    struct Application {
        let incarnation: UInt16
        let time: UInt64
        let version: VersionStamp
        let fingerprint: FingerprintBits
        let path: ApplyPath
    }
}

extension Findings {
    /// The exit code that belongs to the verdict.
    var exitCode: Int32 {
        switch verdict {
        case .pass: 0
        case .fail: 1
        case .inconclusive: 4
        }
    }

    /// Nothing went wrong. On a machine too busy to run the fleet a run may prove less than it should, and says why:
    /// that is no fault of what these tests are about.
    var isClean: Bool {
        let unclean = checks.filter { $0.status != .passed && $0.status != .skipped }.map(\.name)
        return violations.isEmpty && Set(unclean).isSubset(of: ["starvation", "coverage"])
            && expectations.allSatisfy { $0.holds != false }
    }

    func status(of check: String) -> CheckResult.Status? { checks.first { $0.name == check }?.status }

    /// For the reader of a failing test.
    var summary: String {
        let notes = checks.filter { $0.status != .passed }.map { "\($0.status) \($0.name): \($0.detail)" }
        return ([verdict.rawValue] + notes + inconclusive + violations.map { "\($0)" }).joined(separator: "\n")
    }
}
