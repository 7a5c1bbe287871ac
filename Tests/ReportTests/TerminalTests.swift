import Testing

@testable import Checks
@testable import Report
@testable import Scenario

@Suite struct TerminalTests {
    private func lines(_ run: RunReport) -> [Substring] { run.terminal(isColoured: false).split(separator: "\n") }

    @Test(arguments: Samples.everyKindOfRun)
    func `it fits on a screen and is plain unless a terminal asks`(sample: SampleRun) {
        let run = sample.run
        #expect(run.terminal(isColoured: false).split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
        #expect(!run.terminal(isColoured: false).contains("\u{1B}"))
        #expect(run.terminal(isColoured: true).contains("\u{1B}["))
    }

    @Test func `without its colour codes a coloured report is the plain one`() {
        let coloured = Samples.failingRun.terminal(isColoured: true)
        #expect(coloured.replacing(/\x1B\[\d+m/, with: "") == Samples.failingRun.terminal(isColoured: false))
    }

    @Test func `the last ten lines of a failing run explain it, whatever there is to tell`() {
        var findings = Samples.failingRun.findings
        findings.violations = (0..<500).map { Samples.violation("check-\($0 % 40)", at: Double($0)) }
        findings.expectations = (0..<30).map { Samples.expected("metric-\($0)", value: 1, holds: false) }
        findings.inconclusive = (0..<30).map { "reason \($0)" }
        let last = lines(RunReport(findings: findings, description: Samples.description)).suffix(10)
        #expect(
            last.first
                == "✗ check-0: replica r17 incarnation 2, credential 3f9a0c1d, at 0 ms, after rotate-admin-key at 2000ms"
        )
        #expect(last.dropFirst(2).first?.hasPrefix("✗ check-1: ") == true)
        #expect(last.dropFirst(6).first == "✗ missed: metric-0 == 0, measured 1")
        #expect(last.dropLast(2).last?.hasPrefix("and 568 more findings: see ") == true)
        #expect(last.dropLast().last == "rotate-admin-key: fail; 512 violations, 30 of 30 expectations missed")
        #expect(last.last == "run it again: keyquake run scenarios/rotate-admin-key.yaml --seed 7")
    }

    @Test func `what a replica with a face takes, and what is asked over HTTP, is told apart`() {
        var findings = Samples.passing
        findings.probes.overHTTP = 4_711
        var description = Samples.description
        description.http = HTTPDescription(isForeign: false, probeIntervalMilliseconds: 20)
        let run = RunReport(findings: findings, description: description)
        #expect(lines(run)[1].hasPrefix("50 HTTP replicas (up in 183.4 ms, 96 KiB each)"))
        #expect(lines(run)[2].hasSuffix("; 1,190 from outside, 4,711 over HTTP every 20 ms, 12 owed"))
        let json = JSONReport(run: run).text
        #expect(json.contains("\"probe_interval_ms\": 20, \"probes\": 4711"))
        #expect(json.contains("\"start_ms\": null") && json.contains("\"pss_kib_mean\": null"))
    }

    @Test func `an inconclusive run ends with its reasons`() {
        var findings = Samples.inconclusiveRun.findings
        findings.inconclusive = (0..<30).map { "reason \($0)" }
        let last = lines(RunReport(findings: findings, description: Samples.description)).suffix(10)
        #expect(last.first == "? reason 0")
        #expect(last.dropLast(2).last?.hasPrefix("and 23 more findings: see ") == true)
    }

    @Test func `different checks come before repetitions, the earliest of each first`() {
        var findings = Samples.passing
        findings.checks = [Samples.check("first", .failed), Samples.check("second", .failed)]
        findings.violations = [
            Samples.violation("second", at: 1), Samples.violation("first", at: 9), Samples.violation("first", at: 3),
            Samples.violation("unlisted", at: 0),
        ]
        let told = MostTelling(findings: findings).violations.map { "\($0.check) \(Int($0.atMilliseconds))" }
        #expect(told == ["first 3", "second 1", "unlisted 0", "first 9"])
    }

    @Test func `what a peer sent cannot drive the terminal or add lines`() {
        var findings = Samples.failingRun.findings
        findings.violations = [
            Samples.violation("x", at: 1, detail: "\u{1B}[2J\n\r\u{9B}1m\u{202E}" + String(repeating: "z", count: 900))
        ]
        findings.inconclusive = ["a\nb"]
        var description = Samples.description
        description.about = "line\nfeed\u{7}"
        let text = RunReport(findings: findings, description: description).terminal(isColoured: false)
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        #expect(!text.unicodeScalars.contains("\u{202E}"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 170 })
        #expect(text.contains("? a b\n"))
    }

    @Test func `many expectations that hold are only counted, but none that fails is left out`() {
        var findings = Samples.passing
        findings.expectations = (0..<40).map {
            Samples.expected("metric-\($0)", value: 0, holds: $0 == 7 ? false : true)
        }
        let text = RunReport(findings: findings, description: Samples.description).terminal(isColoured: false)
        #expect(text.contains("✗ metric-7 == 0  0\n✓ 39 expectations held\n"))
    }

    @Test func `metrics that were not reported are not shown`() {
        var findings = Samples.passing
        findings.metrics = [:]
        findings.latencies = [:]
        (findings.steps, findings.held) = ([], [])
        let text = RunReport(findings: findings, description: Samples.description).terminal(isColoured: false)
        for word in ["milliseconds", "credentials", "exposure", "leaked", "writes", "outage", "steps", "held"] {
            #expect(!text.contains("\n\(word) "))
        }
    }

    @Test(
        arguments: [
            (1, "No probe needed the revocation bound (asked: 600 ms)."),
            (412_300_001, "Your real revocation bound is 412.3 ms (asked: 600 ms)."),
            (412_301_000, "Your real revocation bound is 412.4 ms (asked: 600 ms)."),
            (1_012_000_000, "Your real revocation bound is 1,012 ms (asked: 600 ms)."),
        ] as [(UInt64, String)])
    func `the smallest bound is said in a sentence, and never too small`(refuse: UInt64, sentence: String) {
        var findings = Samples.passing
        findings.smallest.refuse = refuse
        #expect(lines(RunReport(findings: findings, description: Samples.description)).contains(Substring(sentence)))
    }

    @Test func `bounds for time and skew are told only when they are not as asked`() {
        var findings = Samples.passing
        findings.smallest.timed = 3_000_000
        let text = RunReport(findings: findings, description: Samples.description).terminal(isColoured: false)
        #expect(text.contains("Your real expiry bound is 3 ms (asked: 20 ms).\n"))
        #expect(!text.contains("clock-skew"))
    }
}
