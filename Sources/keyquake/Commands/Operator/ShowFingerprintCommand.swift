import ArgumentParser
import Operator

struct ShowFingerprintCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-fingerprint", abstract: "Show which admin keys are in force, by their fingerprints.",
        discussion: """
            A fingerprint is 12 hex characters of an HMAC whose key stands in the slot: the same key has the same one in the \
            slot's log, in status and in audit events. No secret is shown.
            """)

    @OptionGroup var redis: RedisOptions
    @Flag(help: "Print the report alone, as JSON.")
    var json = false

    func prepare() throws {}

    func perform(_ order: Void, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        let view = try await session.slotView()
        print(json ? JSONLine.text(of: view) : view.text, to: 1)
        return 0
    }
}
