import Foundation
import Testing

@testable import Checks
@testable import Report

@Suite struct FilesTests {
    @Test func `a run's directory gets the report, JUnit and a distribution for each latency`() {
        let run = Samples.passingRun
        let names = ["", ".poll", ".push"].map { "latency/admin-key.convergence\($0).hgrm" }
        #expect(run.files.map(\.path) == ["report.json", "junit.xml"] + names)
        #expect(run.files.prefix(2).map(\.text) == [run.json, run.junit])
    }

    @Test func `a distribution is in milliseconds and in the format of the plotters`() throws {
        let text = Samples.histogram([1000, 2000, 412_000]).percentileText
        let lines = text.split(separator: "\n")
        #expect(lines.first?.split(separator: " ") == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"])
        #expect(lines.dropFirst().first?.split(separator: " ") == ["1.000", "0.000000000000", "1", "1.00"])
        #expect(text.contains("Total count    =            3]"))
    }

    @Test func `an empty distribution is still a file that can be read`() {
        #expect(Samples.histogram([]).percentileText.contains("Total count    =            0]"))
    }

    @Test(arguments: Samples.everyKindOfRun)
    func `report.json is JSON and carries the plain finding, whatever was expected`(sample: SampleRun) throws {
        let run = sample.run
        let read = try JSONSerialization.jsonObject(with: Data(run.json.utf8)) as? [String: Any]
        #expect(read?["verdict"] as? String == run.findings.verdict.rawValue)
        #expect(read?["expected_verdict"] as? String == run.description.expectedVerdict.rawValue)
        #expect(read?["violations_omitted"] as? Int == (run.findings.violationsOmitted > 0 ? 12 : nil))
    }

    @Test func `report.json has the keys of the schema in their order`() {
        let keys = Samples.passingRun.json.matches(of: /\n  "(\w+)":/).map { String($0.output.1) }
        #expect(
            keys == [
                "schema", "scenario", "seed", "verdict", "expected_verdict", "inconclusive", "started", "duration_ms",
                "machine", "fleet", "redis", "bounds", "probe", "metrics", "expectations", "violations", "held",
                "steps",
            ])
    }
}
