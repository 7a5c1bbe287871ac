import ArgumentParser
import Operator

struct ListKeysCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the managed keys, newest first.",
        discussion: "The whole list is of one revision of the store. With --json it is an array; no value, no hash.")

    @OptionGroup var redis: RedisOptions
    @Flag(help: "Print the list as JSON.")
    var json = false

    func prepare() throws {}

    func perform(_ order: Void, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        let list = try await session.listKeys()
        if json {
            print(String(decoding: list.json(at: session.now), as: UTF8.self), to: 1)
        } else {
            print(list.table(at: session.now), to: 1)
        }
        if let line = list.skippedLine { print("keyquake: \(line)", to: 2) }
        return 0
    }
}
