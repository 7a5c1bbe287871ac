extension RedisError {
    /// The error reply of one command.
    static func answered(_ error: RedisServerError, to command: String, isScript: Bool) -> RedisError {
        RedisError(
            code: .serverError, phase: .answered, command: command,
            mayHaveTakenEffect: isScript && error.kind.mayFollowAWrite, serverError: error, detail: error.message)
    }

    /// An error of a connection, for a command that waited on it.
    func forCommand(_ name: String, phase: Phase) -> RedisError {
        RedisError(
            code: code, phase: phase, command: name, mayHaveTakenEffect: phase == .sent, serverError: serverError,
            detail: detail)
    }

    /// Why a command was not even queued.
    func refusing(_ command: RedisCommand) -> RedisError { forCommand(command.name, phase: .queued) }

    static let closedByOwner = RedisError(
        code: .closed, phase: .connect, command: nil, mayHaveTakenEffect: false, detail: "the link was closed")
    static let usedAfterFork = RedisError(
        code: .forked, phase: .connect, command: nil, mayHaveTakenEffect: false,
        detail: "the connection belongs to the parent process")
}

extension RedisServerError.Kind {
    /// What a script meets in the middle; all others come before its first write or at it, and leave nothing behind.
    var mayFollowAWrite: Bool { self == .wrongType || self == .other || self == .busy }
}

extension RedisError: CustomStringConvertible {
    public var description: String {
        let what = command.map { "\($0): " } ?? ""
        let outcome = mayHaveTakenEffect ? "; it may have taken effect" : ""
        return "\(what)\(code.name) (\(phase.rawValue)): \(detail)\(outcome)"
    }
}
