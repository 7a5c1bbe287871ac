import ArgumentParser

struct AdminKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin-key", abstract: "Rotate, revoke and look at the admin key of running replicas.",
        discussion: """
            Works on any Redis that replicas use. A key is never an argument: it is made here and printed once on standard \
            output, or into a new file that only you can read, or it comes from a file or standard input.

            Exit codes: 0 done, and with --wait confirmed by every replica; 1 refused, superseded, unknown, or not \
            confirmed in time; 2 usage; 3 Redis cannot be reached or does not permit it.
            """,
        subcommands: [
            RotateAdminKeyCommand.self, RevokeAdminKeyCommand.self, EndGraceCommand.self, ShowFingerprintCommand.self,
        ])
}
