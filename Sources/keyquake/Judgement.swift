import Checks
import Fleet
import HistoryLog
import Report
import Scenario

/// What a run's directory says, and the reports that are made of it.
struct Judgement {
    private let directory: RunDirectory
    private let report: RunReport

    /// Reads the whole history: also one that was cut short, which then says so.
    init(directory: RunDirectory, plan: Plan, facts: RunFacts, rerun: String) throws {
        self.directory = directory
        let history = try HistoryFile.open(at: directory.file("history.kq"))
        let findings = judge(history, plan: plan)
        report = RunReport(findings: findings, description: facts.description(of: plan, directory, rerun: rerun))
    }

    var exitCode: Int32 { report.exitCode }

    func writeReports() throws {
        for file in report.files { try directory.write(file.text, to: file.path) }
    }

    func show(json: Bool, quiet: Bool, isTerminal: Bool) {
        if json {
            print(report.json, to: 1)
        } else if quiet {
            print(report.verdictLine, to: 1)
        } else {
            print(report.terminal(isColoured: isTerminal), to: 1)
        }
    }
}
