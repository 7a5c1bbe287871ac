import ArgumentParser

struct FleetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet", abstract: "See which replica holds what.",
        discussion: """
            Replicas write down what they hold: on each change, and every 5 s. A clean stop takes the entry away; one that \
            was silent for 15 s is missing, and after 24 h it is forgotten.
            """,
        subcommands: [ListFleetCommand.self, ForgetReplicaCommand.self])
}
