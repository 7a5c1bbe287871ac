@testable import Checks
import History
import Testing

struct QuietTests {
    @Test func `a fleet that follows passes`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.inconclusive == [])
        #expect(findings.verdict == .pass)
        #expect(findings.metric("admin-key.convergence.max") == 34)
        #expect(findings.metric("admin-key.convergence-from-ack.max") == 30)
        #expect(findings.metric("late-acceptances") == 0)
        #expect(findings.metrics["admin-key.convergence.max"]?.samples == 2)
        #expect(findings.probes.made > 1_000)
    }
}
