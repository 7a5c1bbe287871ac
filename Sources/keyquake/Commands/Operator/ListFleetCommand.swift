import ArgumentParser
import Operator

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
