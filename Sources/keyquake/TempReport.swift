import Checks
import Fleet
import Scenario
struct RunReport {
    let findings: Findings
    init(findings: Findings, description: Int) { self.findings = findings }
    var json: String { "{}" }
    var junit: String { "" }
    var latencyFiles: [(name: String, text: String)] { [] }
    var exitCode: Int32 { findings.verdict == .pass ? 0 : findings.verdict == .fail ? 1 : 4 }
    var verdictLine: String { "\(findings.verdict)" }
    func terminal(isColoured: Bool) -> String {
        var l: [String] = []
        for (k, v) in findings.metrics.sorted(by: { $0.key < $1.key }) {
            l.append("\(k) = \(v.value.map { "\($0)" } ?? "null") \(v.unit) n=\(v.samples)")
        }
        for e in findings.expectations {
            l.append("\(e.holds as Any) \(e.expectation.metric) \(e.expectation.text) \(e.value as Any)")
        }
        for c in findings.checks { l.append("\(c.status) \(c.name): \(c.detail)") }
        for v in findings.violations.prefix(30) { l.append("\(v)") }
        for s in findings.steps { l.append("\(s)") }
        for h in findings.held.prefix(10) { l.append("\(h)") }
        l.append("inconclusive: \(findings.inconclusive)")
        l.append("smallest \(findings.smallest) probes \(findings.probes) \(findings.verdict)")
        return l.joined(separator: "\n")
    }
}
func worstExitCode(_ c: [Int32]) -> Int32 { c.max() ?? 0 }
struct RunFacts {
    init(_ r: RunRecord, _ p: Plan, _ e: ExternalRedis?) { print("\(r)", to: 1) }
    init(readFrom d: RunDirectory, _ p: Plan) {}
    func description(of p: Plan, _ d: RunDirectory, rerun: String) -> Int { 0 }
}
