import Foundation
import Testing

/// Manual pages and completions are made from what the parser knows.
struct OperatorHelpTests {
    private struct Help: Decodable {
        struct Command: Decodable {
            let commandName: String
            let abstract: String?
            let discussion: String?
            let subcommands: [Command]?
            let arguments: [Argument]?
        }
        struct Argument: Decodable {
            let valueName: String?
            let abstract: String?
        }
        let command: Command
    }

    @Test func `each command and each option says what it is`() throws {
        let run = try KeyquakeRun.start(["--experimental-dump-help"])
        try run.expectEnd(0)
        let help = try JSONDecoder().decode(Help.self, from: Data(run.standardOutput.utf8))
        let groups = (help.command.subcommands ?? []).filter {
            ["admin-key", "keys", "fleet"].contains($0.commandName)
        }
        #expect(groups.count == 3)
        let commands = groups.flatMap { $0.subcommands ?? [] }.filter { $0.commandName != "help" }
        #expect(commands.count == 9)
        for command in groups + commands {
            #expect(
                command.abstract?.isEmpty == false && command.discussion?.isEmpty == false, "\(command.commandName)")
            for argument in command.arguments ?? [] {
                #expect(argument.abstract?.isEmpty == false, "\(command.commandName) \(argument.valueName ?? "")")
            }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions know the commands`(_ shell: String) throws {
        let run = try KeyquakeRun.start(["--generate-completion-script", shell])
        try run.expectEnd(0)
        for word in ["admin-key", "show-fingerprint", "deactivate", "forget", "ignore-missing"] {
            #expect(run.standardOutput.contains(word), "\(word)")
        }
    }
}
