import RedisFixture
import Testing

struct ProbingTests {
    @Test func `one probe in a hundred comes from outside`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "probing", replicas: 8,
                steps: (1...6).map { "{ at: \($0 * 500)ms, rotate-admin-key: { grace: 300ms } }" }))
        _ = try run.exitCode()
        let probes = try run.directory.findings.probes
        #expect(probes.outside * 100 >= probes.made, "\(probes)")
        #expect(probes.outside * 25 <= probes.made, "\(probes)")
    }
}
