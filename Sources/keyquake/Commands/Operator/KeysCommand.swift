import ArgumentParser

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Create, list and deactivate managed keys.",
        discussion: """
            Works on any Redis that replicas use. The value of a key is shown once, when it is created; what is kept is a \
            hash. A deactivation is for ever.

            Exit codes: 0 done, and with --wait confirmed by every replica; 1 refused, unknown, or not confirmed in time; \
            2 usage; 3 Redis cannot be reached or does not permit it.
            """,
        subcommands: [CreateKeyCommand.self, ListKeysCommand.self, DeactivateKeyCommand.self])
}
