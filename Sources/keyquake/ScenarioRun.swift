import Fleet
import Gateway
import Glibc
import Report

/// Runs one scenario in this process, judges its history, writes the reports; the result is the exit code.
struct ScenarioRun {
    let scenario: PreparedScenario
    let command: RunCommand
    let external: ExternalRedis?

    func run() -> Int32 {
        do {
            let record = try FleetHost(plan: scenario.plan, options: options, face: GatewayServer.start).run()
            let judgement = try Judgement(
                directory: record.directory, plan: scenario.plan, facts: RunFacts(record),
                rerun: command.line(runningAgain: scenario))
            try judgement.writeReports()
            judgement.show(json: command.json, quiet: command.quiet, isTerminal: isatty(1) == 1)
            print("run directory: \(record.directory.path)", to: 2)
            return judgement.exitCode
        } catch {
            print("keyquake: \(error)", to: 2)
            return 3
        }
    }

    private var options: RunOptions {
        var options = RunOptions(
            out: command.out, scenarioText: scenario.text, isTerminal: isatty(2) == 1,
            isQuiet: command.quiet || command.json, external: external)
        options.scenarioDirectory = scenario.directory
        return options
    }
}
