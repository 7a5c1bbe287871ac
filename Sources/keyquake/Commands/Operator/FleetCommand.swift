import ArgumentParser
import Operator

struct FleetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet", abstract: "See which replica holds what.",
        discussion: """
            Replicas write down what they hold: on each change, and every 5 s. A clean stop takes the entry away; one that \
            was silent for 15 s is missing, and after 24 h it is forgotten.
            """,
        subcommands: [ListFleetCommand.self, ForgetReplicaCommand.self])
}

struct ListFleetCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List every replica that has an entry, and what it says.",
        discussion: "Entries that cannot be read are listed too. Those older than 24 h are taken away.")

    @OptionGroup var redis: RedisOptions
    @Flag(help: "Print the list as JSON.")
    var json = false

    func prepare() throws {}

    func perform(_ order: Void, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        let (view, pruned) = try await session.listFleet()
        print(json ? JSONLine.text(of: view) : view.table, to: 1)
        if let pruned, pruned > 0 { note("\(pruned) entries older than 24 h were taken away") }
        return 0
    }
}

struct ForgetReplicaCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Take away the entry of a replica that is gone for good.",
        discussion: """
            Nobody waits for it any more. Only for a replica that cannot come back: one that is cut off may go on accepting \
            what was revoked, and after this nobody says so.
            """)

    @Argument(help: "The replica, as the list shows it.")
    var id: String
    @OptionGroup var redis: RedisOptions
    @Flag(help: "Print the report alone, as JSON.")
    var json = false

    func prepare() throws {}

    func perform(_ order: Void, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        let age = try await session.forget(id)
        if json { print(JSONLine.text(of: ["forgotten": id]), to: 1) }
        note("forgot \(id)")
        if let age { note("it wrote its entry \(age) ms ago: it lives, and will write another") }
        return 0
    }
}
