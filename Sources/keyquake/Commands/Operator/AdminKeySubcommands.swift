import ArgumentParser
import Credentials
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

extension OperatorCommand {
    /// A change that makes no secret.
    fileprivate func change(
        _ order: AdminKeyOrder, overwrites: Bool, _ wish: WaitWish?, on session: OperatorSession
    ) async throws(OperatorError) -> Int32 {
        let before = try await session.holdsBefore(isNeeded: wish != nil)
        let made = try await session.change(order, floor: before?.adminFloor ?? .zero, overwrites: overwrites)
        if json { print(JSONLine.text(of: AdminKeyChangeView(made, issuing: nil)), to: 1) }
        note(made.line)
        return await confirm(made.version.map { .adminKey($0) }, madeBy: made.madeBy, wish, on: session)
    }
}

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
