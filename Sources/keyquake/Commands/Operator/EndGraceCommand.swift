import ArgumentParser
import Operator

struct EndGraceCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-grace", abstract: "End the grace of every outgoing admin key now.",
        discussion: "The key in force stays. Refused when no sound record stands in the slot.")

    @OptionGroup var redis: RedisOptions
    @OptionGroup var wait: WaitOptions
    @Flag(help: "Print the report alone, as JSON.")
    var json = false

    func prepare() throws -> WaitWish? { try wait.wish }

    func perform(_ wish: WaitWish?, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        try await change(.endGrace, overwrites: false, wish, on: session)
    }
}
