import ArgumentParser
import Foundation
import Scenario

struct ScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios", abstract: "List the scenarios that ship, a line each.")

    @Option(help: "Where they lie.", completion: .directory)
    var directory = "scenarios"

    func run() throws {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory,
            let files = FileManager.default.enumerator(atPath: directory)
        else {
            print("keyquake: no directory \(directory)", to: 2)
            throw ExitCode(2)
        }
        let paths = files.compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") }.sorted()
        let lines = try paths.map { try line(of: "\(directory)/\($0)") }
        let width = lines.map(\.path.count).max() ?? 0
        print(
            lines.map { "\($0.path.padding(toLength: width, withPad: " ", startingAt: 0))  \($0.about)" }
                .joined(separator: "\n"), to: 1)
    }

    private func line(of path: String) throws -> (path: String, about: String) {
        do {
            return (path, try ScenarioFile(path: path).prepare().plan.about)
        } catch let errors as ScenarioErrors {
            return (path, "not valid: \(errors.findings.first?.line(file: path) ?? "")")
        }
    }
}
