/// How a link introduces itself on a new connection: who it is, its name, its database, and what the server is.
///
/// All questions go out at once. The first refusal is the reason; what follows it (NOAUTH upon NOAUTH) says nothing new.
struct Handshake {
    enum Outcome: Equatable {
        case running
        case done(RedisRole)
        case refused(RedisError)
    }

    let commands: [RedisCommand]
    private let requiresMaster: Bool
    private var answered = 0
    private var role = RedisRole.unasked

    init(access: RedisAccess, options: RedisLinkOptions) {
        requiresMaster = options.requiresMaster
        let name = options.clientName.map { RedisCommand("CLIENT", "SETNAME", $0) }
        let database = options.database == 0 ? nil : RedisCommand("SELECT", String(options.database))
        let role = options.requiresMaster ? RedisCommand("ROLE", []) : nil
        commands = [access.command, name, database, role].compactMap { $0 }
    }

    /// Where it stands before the first answer.
    var start: Outcome { commands.isEmpty ? .done(role) : .running }

    /// Takes the answers in their order.
    mutating func handle(_ answer: Result<RedisReply, RedisError>) -> Outcome {
        let command = commands[answered]
        answered += 1
        do throws(RedisError) {
            try check(answer.get(), of: command)
            return answered == commands.count ? .done(role) : .running
        } catch {
            return .refused(Self.refusal(error))
        }
    }

    private mutating func check(_ reply: RedisReply, of command: RedisCommand) throws(RedisError) {
        guard command.name == "ROLE" else {
            guard reply == .status("OK") else { throw Self.unexpected(command) }
            return
        }
        guard case .array(let parts) = reply, case .string(let word)? = parts.first,
            let said = RedisRole(rawValue: String(decoding: word, as: UTF8.self))
        else { throw Self.unexpected(command) }
        role = said
        if requiresMaster, said != .master { throw Self.notMaster(said) }
    }

    private static func refusal(_ error: RedisError) -> RedisError {
        RedisError(
            code: error.code, phase: .handshake, command: error.command, mayHaveTakenEffect: false,
            serverError: error.serverError, detail: error.detail)
    }

    private static func unexpected(_ command: RedisCommand) -> RedisError {
        RedisError(
            code: .protocolViolation, phase: .handshake, command: command.name, mayHaveTakenEffect: false,
            detail: "an answer of the wrong shape")
    }

    private static func notMaster(_ role: RedisRole) -> RedisError {
        RedisError(
            code: .notMaster, phase: .handshake, command: "ROLE", mayHaveTakenEffect: false,
            detail: "the server says it is a \(role)")
    }
}
