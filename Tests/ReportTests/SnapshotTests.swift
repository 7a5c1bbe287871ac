import Testing

@testable import Report

/// Whole texts as they were once read and found good; a failure shows the first line that differs.
@Suite struct SnapshotTests {
    private static let demonstrationJSON = FailingTexts.json.replacing(
        "\"expected_verdict\": \"pass\"", with: "\"expected_verdict\": \"fail\"")

    @Test(
        arguments: [
            (Samples.passingRun, PassingTexts.terminal), (Samples.failingRun, FailingTexts.terminal),
            (Samples.inconclusiveRun, InconclusiveTexts.terminal), (Samples.demonstration, DemonstrationTexts.terminal),
        ].map { SnapshotCase(text: $0.terminal(isColoured: false), expected: $1) })
    func `the table for a person`(snapshot: SnapshotCase) { #expect(snapshot.firstDifference == nil) }

    @Test func `the table on a terminal`() {
        let text = Samples.failingRun.terminal(isColoured: true)
        #expect(SnapshotCase(text: text, expected: FailingTexts.coloured).firstDifference == nil)
    }

    @Test(
        arguments: [
            (Samples.passingRun, PassingTexts.json), (Samples.failingRun, FailingTexts.json),
            (Samples.inconclusiveRun, InconclusiveTexts.json), (Samples.demonstration, demonstrationJSON),
        ].map { SnapshotCase(text: $0.json, expected: $1) })
    func `report.json`(snapshot: SnapshotCase) { #expect(snapshot.firstDifference == nil) }

    @Test(
        arguments: [
            (Samples.passingRun, PassingTexts.junit), (Samples.failingRun, FailingTexts.junit),
            (Samples.inconclusiveRun, InconclusiveTexts.junit), (Samples.demonstration, DemonstrationTexts.junit),
        ].map { SnapshotCase(text: $0.junit, expected: $1) })
    func `junit.xml`(snapshot: SnapshotCase) { #expect(snapshot.firstDifference == nil) }
}

struct SnapshotCase: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: String

    var testDescription: String { "\(expected.utf8.count) bytes" }

    /// "line 3: is '…', was '…'"; compared as bytes, so that equivalent spellings of a character differ.
    var firstDifference: String? {
        let (now, before) = (lines(text), lines(expected))
        for number in 0..<max(now.count, before.count) {
            let (current, was) = (number < now.count ? now[number] : nil, number < before.count ? before[number] : nil)
            guard current.map({ Array($0.utf8) }) != was.map({ Array($0.utf8) }) else { continue }
            return "line \(number + 1): is '\(current ?? "missing")', was '\(was ?? "missing")'"
        }
        return nil
    }

    private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}
