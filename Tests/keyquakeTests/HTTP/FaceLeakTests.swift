import Glibc
import History
import RedisFixture
import Testing

/// Descriptors of replicas that are asked over HTTP: what they hold when they are warm is what they may hold at the end.
struct FaceLeakTests {
    private static var fleet: ScenarioText {
        var scenario = ScenarioText.endless
        scenario.replicas = 3
        scenario.fleet = ["http: true"]
        scenario.probe = "{ every: 20ms, via: http }"
        scenario.bounds = ScenarioText.patientBounds
        return scenario
    }
    /// More than a face has to give before its last baseline is taken.
    private static let warm = 250

    @Test(arguments: [nil, ReplicaID(2)])
    func `a descriptor that a face did not hold when it was warm is leaked, and found where it is`(
        _ visited: ReplicaID?
    ) throws {
        let run = try KeyquakeRun.start(scenario: Self.fleet)
        try run.waitUntilFleetIsReady()
        try waitUntil("all are warm", within: KeyquakeRun.patience, every: 100) {
            try (1...3).allSatisfy { try run.directory.answers(of: ReplicaID($0)) >= Self.warm }
        }
        // One connection more than the prober's, which stays: to the kernel, what a descriptor that is not given back is.
        let visitor = try visited.map { try HTTPAsker(port: run.directory.facePort(of: $0)) }
        _ = try visitor?.status(of: "/healthz", key: "")
        run.child.signal(SIGINT)
        _ = try withExtendedLifetime(visitor) { try run.exitCode() }

        let findings = try run.directory.findings
        let leaks = findings.violations.filter { $0.check == "leaks" }
        #expect(leaks.map(\.replica) == [visited.map { "r\($0.number)" }].compactMap(\.self), "\(leaks)")
        #expect(findings.metrics["leaked.descriptors"]?.value == Double(leaks.count))
        #expect(findings.metrics["leaked.descriptors"]?.samples == 3)
    }
}

extension RecordedRun {
    /// How often a replica answered the prober so far.
    fileprivate func answers(of replica: ReplicaID) throws -> Int {
        try probeRuns(of: replica).map { Int($0.count) }.reduce(0, +)
    }

    fileprivate func facePort(of replica: ReplicaID) throws -> Int {
        let pids = try events(of: .replica(replica)).compactMap { event in
            if case .started(let pid, _, _) = event { pid_t(pid) } else { nil }
        }
        return try pids.suffix(1).compactMap { RunningProcess(pid: $0) }.listeningPort()
    }
}
