import ArgumentParser
import Fleet
import Foundation
import Glibc
import Scenario

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Judge a recorded run again.",
        discussion: "Exits as `run` does; with 2 for what is no run directory. Writes nothing.")

    @Argument(help: "A run's directory.", completion: .directory)
    var runDirectory: String
    @Option(help: "A YAML file of expectations, `metric: \"< 600ms\"` a line, in place of the scenario's.")
    var expect: String?
    @Flag(help: "Print the report alone, as JSON.")
    var json = false
    @Flag(help: "Print nothing but the verdict.")
    var quiet = false

    func run() throws {
        let directory = RunDirectory(path: runDirectory)
        for needed in ["history.kq", "scenario.yaml"] where access(directory.file(needed), R_OK) != 0 {
            print("keyquake: \(runDirectory) is no run directory: it has no \(needed)", to: 2)
            throw ExitCode(2)
        }
        let scenario = try readScenario(directory)
        do {
            let judgement = try Judgement(
                directory: directory, plan: scenario.plan, facts: RunFacts(readFrom: directory, scenario.plan),
                rerun: "keyquake run \(directory.file("scenario.yaml"))")
            judgement.show(json: json, quiet: quiet, isTerminal: isatty(1) == 1)
            throw ExitCode(judgement.exitCode)
        } catch let error as ExitCode {
            throw error
        } catch {
            print("keyquake: \(directory.file("history.kq")): \(error)", to: 2)
            throw ExitCode(4)
        }
    }

    private func readScenario(_ directory: RunDirectory) throws -> PreparedScenario {
        do {
            var file = ScenarioFile(path: directory.file("scenario.yaml"))
            if let expect {
                guard let text = try? String(contentsOfFile: expect, encoding: .utf8) else {
                    throw ValidationError("--expect: cannot read \(expect)")
                }
                file.overrides = [Override(path: "expect", value: text)]
            }
            return try file.prepare()
        } catch let errors as ScenarioErrors {
            print("\(errors)", to: 2)
            throw ExitCode(2)
        }
    }
}
