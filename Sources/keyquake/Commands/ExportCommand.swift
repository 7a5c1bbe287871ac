import ArgumentParser
import Fleet
import Foundation
import HistoryLog

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a recorded history for other tools, a JSON object a line.")

    @Argument(help: "A run's directory.", completion: .directory)
    var runDirectory: String
    @Option(help: "The only format so far.")
    var format = Format.jsonl

    enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl }

    func run() throws {
        let path = RunDirectory(path: runDirectory).file("history.kq")
        guard FileManager.default.fileExists(atPath: path) else {
            print("keyquake: \(runDirectory) is no run directory: it has no history.kq", to: 2)
            throw ExitCode(2)
        }
        do {
            let history = try HistoryFile.open(at: path)
            history.exportJSONLines { print($0, to: 1) }
        } catch {
            print("keyquake: \(path): \(error)", to: 2)
            throw ExitCode(4)
        }
    }
}
