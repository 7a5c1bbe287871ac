import ArgumentParser
import Fleet
import Glibc

/// Proves that credentials rotate and revoke correctly across a fleet.
///
/// Synchronous on purpose: an async `main` starts Swift's thread pool, and what is forked after that hangs.
@main
struct Keyquake: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyquake",
        abstract: "Proves that credentials rotate and revoke correctly across a fleet.",
        discussion: """
            Forks a fleet of gateway replicas, rotates and revokes their credentials through a real Redis while it kills, \
            freezes and races things, and proves from a recorded history that every replica converged, that nothing \
            leaked and that every revocation took effect on time.

            Exit codes: 0 every expectation held; 1 at least one did not; 2 usage or an invalid scenario; \
            3 the environment; 4 inconclusive.
            """,
        subcommands: [
            RunCommand.self, CheckCommand.self, ExportCommand.self, ScenariosCommand.self, BenchCommand.self,
            DoctorCommand.self, ServeCommand.self, AdminKeyCommand.self, KeysCommand.self, FleetCommand.self,
        ])

    static func main() {
        signal(SIGPIPE, SIG_IGN)
        StartSecrets.takeAll()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as ExitCode {
            Glibc.exit(error.rawValue)
        } catch let error as FleetError {
            print("keyquake: \(error)", to: 2)
            Glibc.exit(3)
        } catch {
            end(with: error)
        }
    }

    /// Usage errors are exit code 2 here, as DESIGN.md has it, not the parser's 64; asking for help is none.
    private static func end(with error: any Error) -> Never {
        let isHelp = exitCode(for: error) == .success
        print(fullMessage(for: error), to: isHelp ? 1 : 2)
        Glibc.exit(isHelp ? 0 : 2)
    }
}

/// Writes a whole text to a descriptor; unbuffered, so that a fork inherits nothing.
func print(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    if bytes.last != 0x0A { bytes.append(0x0A) }
    while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written > 0 else { return }  // nobody reads any more
        bytes = bytes.dropFirst(written)
    }
}
