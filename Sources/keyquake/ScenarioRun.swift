import Checks
import Fleet
import Foundation
import Glibc
import HistoryLog
import Report
import Scenario

/// A scenario that was read and found valid, before anything starts.
struct PreparedScenario {
    let path: String
    let plan: Plan
    /// As run: the file's text with the overrides in it.
    let text: String
}

/// Runs one scenario in this process, judges its history, writes the reports; the result is the exit code.
struct ScenarioRun {
    let scenario: PreparedScenario
    let command: RunCommand
    let external: ExternalRedis?

    func run() -> Int32 {
        do {
            let record = try FleetHost(plan: scenario.plan, options: options).run()
            let outcome = try Judgement(
                directory: record.directory, plan: scenario.plan, record: record, rerun: command.line(of: scenario))
            try outcome.writeReports()
            outcome.show(json: command.json, quiet: command.quiet)
            print("run directory: \(record.directory.path)", to: 2)
            return outcome.exitCode
        } catch {
            print("keyquake: \(error)", to: 2)
            return 3
        }
    }

    private var options: RunOptions {
        RunOptions(
            out: command.out, scenarioText: scenario.text, isTerminal: isatty(2) == 1 && !command.json,
            isQuiet: command.quiet || command.json, external: external)
    }
}
