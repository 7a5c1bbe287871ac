import ArgumentParser
import Operator

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
