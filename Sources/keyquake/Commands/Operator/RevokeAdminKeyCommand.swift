import ArgumentParser
import Operator

struct RevokeAdminKeyCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Refuse every admin key until the next rotation: the kill switch.",
        discussion: "The slot then holds a record without a key, which replicas keep as they keep a key.")

    @OptionGroup var redis: RedisOptions
    @OptionGroup var wait: WaitOptions
    @Flag(help: "Replace also what is no fenced slot.")
    var overwrite = false
    @Flag(help: "Print the report alone, as JSON.")
    var json = false

    func prepare() throws -> WaitWish? { try wait.wish }

    func perform(_ wish: WaitWish?, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        try await change(.revoke, overwrites: overwrite, wish, on: session)
    }
}
