import History
import HistoryLog
import RedisFixture
import Testing

/// Keys of environments, asked for over HTTP on their own routes.
struct EnvironmentsOverHTTPTests {
    private static var fleet: ScenarioText {
        var scenario = ScenarioText(name: "environments-over-http", replicas: 2)
        scenario.fleet = ["http: true"]
        scenario.environments = "{ list: [{ name: web }, { name: app, additional-mobile-keys: 1 }], poll: 200ms }"
        scenario.probe = "{ every: 20ms, via: http }"
        scenario.bounds = ScenarioText.patientBounds
        return scenario
    }

    @Test func `each route accepts and refuses, as the replica itself does`() throws {
        let run = try KeyquakeRun.expect(
            [
                StepExpectation("{ at: 300ms, rotate-admin-key: {} }"),
                StepExpectation("{ at: 500ms, rotate-sdk-key: { environment: web, grace: 500ms } }"),
                StepExpectation("{ at: 800ms, rotate-mobile-key: { environment: app } }"),
                StepExpectation("{ at: 1s, add-environment: { name: new } }"),
                StepExpectation("{ at: 3s, remove-environment: { environment: new } }"),
                StepExpectation("{ at: 6s, rotate-admin-key: {} }"),
            ], in: Self.fleet)
        let findings = try run.directory.findings
        #expect(findings.status(of: "http-agreement") == .passed)
        let probes = try run.directory.probesOverHTTP
        for kind in [CredentialKind.adminKey, .sdkKey, .mobileKey, .environmentID] {
            #expect(probes.count(kind, .accepted) > 0 && probes.count(kind, .refused) > 0, "\(kind)")
        }
        #expect(try run.directory.probesOverHTTP.replicas == [1, 2])
        #expect(!run.standardError.contains("says neither yes nor no"), "\(run.standardError)")
    }
}

/// What the prober heard, by kind and verdict.
struct ProbesOverHTTP {
    fileprivate(set) var replicas: Set<UInt32> = []
    fileprivate var counts: [[UInt8]: Int] = [:]

    func count(_ kind: CredentialKind, _ verdict: ProbeRun.Verdict) -> Int { counts[Self.key(kind, verdict)] ?? 0 }

    fileprivate static func key(_ kind: CredentialKind, _ verdict: ProbeRun.Verdict) -> [UInt8] {
        [kind.rawValue, verdict == .accepted ? 1 : 0]
    }
}

extension RecordedRun {
    /// Each credential that was named, by its number.
    var credentials: [CredentialID: (kind: CredentialKind, fingerprint: FingerprintBits)] {
        get throws {
            try events(of: .coordinator).reduce(into: [:]) { named, event in
                if case .credentialNamed(let id, let kind, let fingerprint, _) = event {
                    named[id] = (kind, fingerprint)
                }
            }
        }
    }

    var probesOverHTTP: ProbesOverHTTP {
        get throws {
            let kinds = try credentials
            var probes = ProbesOverHTTP()
            for region in try history.regions {
                guard case .prober(let replica) = region.owner else { continue }
                probes.replicas.insert(replica.number)
                for probe in try probeRuns(of: replica) {
                    let kind = kinds[probe.credential]?.kind ?? .adminKey
                    probes.counts[ProbesOverHTTP.key(kind, probe.verdict), default: 0] += Int(probe.count)
                }
            }
            return probes
        }
    }

    /// Of one replica, by the prober.
    func probeRuns(of replica: ReplicaID) throws -> [ProbeRun] {
        try events(of: .prober(replica)).compactMap { if case .probeRun(let probe) = $0 { probe } else { nil } }
    }
}
