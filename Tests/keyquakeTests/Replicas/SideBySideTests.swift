import RedisFixture
import Testing

struct SideBySideTests {
    @Test func `two runs with the same results directory do not disturb each other`() throws {
        let results = try TemporaryFolder()
        let arguments = ["run", "{scenario}", "--out", results.path]
        let runs = try [3, 4].map { try KeyquakeRun.start(arguments, scenario: ScenarioText(replicas: $0)) }
        let codes = try runs.map { try $0.exitCode() }

        let records = entries(of: results.path).map { RecordedRun(path: "\(results.path)/\($0)") }
        #expect(try Set(records.map { try $0.history.replicas }) == [3, 4])
        let findings = try records.map { try $0.findings }
        for finding in findings { #expect(finding.isClean, "\(finding.summary)") }
        #expect(codes.sorted() == findings.map(\.exitCode).sorted())
        for run in runs {
            #expect(run.privateDirectories.isEmpty)
            let last = try #require(run.errorLines.last)
            #expect(records.count { last.hasSuffix($0.path) } == 1, "the last line names the run's directory: \(last)")
        }
    }

    @Test func `several scenarios run one after another, and the worst result counts`() throws {
        let folder = try TemporaryFolder()
        var failing = ScenarioText(name: "failing")
        failing.expect = "leaked.processes: \"== 1\""  // measured and missed however busy the machine is
        try folder.write(failing.yaml, to: "failing.yaml")
        let run = try KeyquakeRun.start(
            ["run", "\(folder.path)/failing.yaml", "{scenario}", "--out", "{out}"], scenario: .small)
        try run.expectEnd(1)
        #expect(run.runDirectories.count == 2)
        try run.waitUntilNothingIsLeft(of: [])
    }
}
