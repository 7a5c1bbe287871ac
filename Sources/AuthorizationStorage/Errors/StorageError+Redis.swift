import RedisLink

extension StorageError {
    /// What an error of the link means for a call that only reads.
    static func reading(_ error: RedisError, in operation: StorageOperation) -> StorageError {
        StorageError(code(of: error), in: operation, cause: error.withoutEffect)
    }

    /// What an error of the link means for a call that may write.
    ///
    /// Every script of ours looks at all its keys before its first write, and makes sure of every right it needs, so
    /// that a wrong type and a refusal are without effect.
    static func writing(_ error: RedisError, in operation: StorageOperation) -> StorageError {
        guard error.mayHaveTakenEffect, error.serverError?.comesBeforeAWrite != true else {
            return .reading(error, in: operation)
        }
        return StorageError(code(of: error), in: operation, outcome: .unknown, cause: error)
    }

    private static func code(of error: RedisError) -> Code {
        if error.serverError?.kind == .wrongType { return .malformed }
        return error.code == .closed ? .closed : .unavailable
    }
}

extension RedisServerError {
    /// True for what ends a script of ours before it has written.
    fileprivate var comesBeforeAWrite: Bool { kind == .wrongType || isRefusal }

    /// The caller may not do it. Of a command inside a script Redis 7.0 says so in words of its own, later ones as
    /// NOPERM.
    var isRefusal: Bool {
        kind == .noPermission || message.hasPrefix("ERR The user executing the script can't run this command")
    }
}

extension RedisError {
    /// The same for a call that has certainly changed nothing, whatever the link must think of its command.
    fileprivate var withoutEffect: RedisError {
        RedisError(
            code: code, phase: phase, command: command, mayHaveTakenEffect: false, serverError: serverError,
            detail: detail)
    }
}
