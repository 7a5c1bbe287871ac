import Testing

@testable import Checks
@testable import Report

@Suite struct JUnitTests {
    @Test func `no character of a message can break the document`() {
        let hostile = "<&>\"']]>\u{0}\u{1B}[31m\u{8}\u{FFFE}\u{FFFF}\u{85}\n\t\r🔑"
        let text = XMLElement("a", [(name: "b", value: hostile)], content: hostile).document
        let gone = String(repeating: "\u{FFFD}", count: 1)
        let attribute = "&lt;&amp;&gt;&quot;']]&gt;\(gone)\(gone)[31m\(gone)\(gone)\(gone)\(gone)&#10;&#9;&#13;🔑"
        let content = "&lt;&amp;&gt;\"']]&gt;\(gone)\(gone)[31m\(gone)\(gone)\(gone)\(gone)\n\t&#13;🔑"
        #expect(
            text == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"\(attribute)\">\(content)</a>\n")
    }

    @Test func `a violation whose check stands in no list is a failed case all the same`() {
        var findings = Samples.failingRun.findings
        findings.violations.append(Samples.violation("await", at: 5))
        let text = RunReport(findings: findings, description: Samples.description).junit
        #expect(
            text.contains("<testcase classname=\"rotate-admin-key.checks\" name=\"await\" time=\"0\">\n      <failure"))
    }

    @Test(arguments: Samples.everyKindOfRun)
    func `it is red exactly when the exit code is 1`(sample: SampleRun) {
        let run = sample.run
        #expect(run.junit.contains("<failure") == (run.exitCode == 1))
        #expect(run.junit.contains(" failures=\"0\"") == (run.exitCode != 1))
    }

    @Test func `the totals count the cases`() {
        let text = Samples.failingRun.junit
        #expect(text.split(separator: "<testcase ").count - 1 == 7)
        #expect(text.contains("tests=\"7\" failures=\"3\" errors=\"0\" skipped=\"1\""))
    }
}
