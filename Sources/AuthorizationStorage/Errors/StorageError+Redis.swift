import RedisLink

extension StorageError {
    /// What an error of the link means for a call that only reads.
    static func reading(_ error: RedisError, in operation: StorageOperation) -> StorageError {
        StorageError(code(of: error), in: operation, cause: error.withoutEffect)
    }

    /// What an error of the link means for a call that may write.
    ///
    /// Every script of ours looks at all its keys before its first write, so that a wrong type is without effect.
    static func writing(_ error: RedisError, in operation: StorageOperation) -> StorageError {
        guard error.mayHaveTakenEffect, error.serverError?.kind != .wrongType else {
            return .reading(error, in: operation)
        }
        return StorageError(code(of: error), in: operation, outcome: .unknown, cause: error)
    }

    private static func code(of error: RedisError) -> Code {
        if error.serverError?.kind == .wrongType { return .malformed }
        return error.code == .closed ? .closed : .unavailable
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
