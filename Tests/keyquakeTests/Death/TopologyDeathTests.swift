import Glibc
import RedisFixture
import Testing

/// Nodes, Sentinels and proxies end with their coordinator; a proxy that dies ends the run.
struct TopologyDeathTests {
    private static let proxied = ScenarioText(
        name: "proxied", replicas: 2, redis: ScenarioText.sentinel,
        steps: ["{ at: 10m, delay-link: { between: [fleet, redis], by: 1ms, for: 1s } }"])

    @Test func `a coordinator that is killed takes nodes, Sentinels and proxies with it`() throws {
        let run = try KeyquakeRun.start(scenario: Self.proxied)
        try run.waitUntilFleetIsReady()
        let tree = run.tree
        #expect(tree.servers.count == 6 && tree.children.contains { $0.name == "kq-links" })
        run.child.signal(SIGKILL)
        try run.waitUntilNothingIsLeft(of: tree.all)
        #expect(tree.survivors.isEmpty)
    }

    @Test func `a run whose link proxy is killed ends, and shows nothing, for a reason that it tells`() throws {
        let run = try KeyquakeRun.start(scenario: Self.proxied)
        try run.waitUntilFleetIsReady()
        let tree = run.tree
        let helper = try #require(tree.children.first { $0.name == "kq-links" })
        kill(helper.pid, SIGKILL)

        try run.expectEnd(4)
        let findings = try run.directory.findings
        #expect(findings.violations.isEmpty, "\(findings.summary)")
        #expect(findings.inconclusive.contains { $0.hasPrefix("a helper process died") }, "\(findings.summary)")
        #expect(run.standardError.contains("the link proxy died"), "\(run.standardError)")
        try run.waitUntilNothingIsLeft(of: tree.all)
    }
}
