import RedisLink

extension StorageError {
    /// What an error of the link means for a call that only reads.
    static func reading(_ error: RedisError, in operation: StorageOperation) -> StorageError {
        StorageError(code(of: error), in: operation, cause: error)
    }

    /// What an error of the link means for a call that may write.
    ///
    /// Every script of ours looks at all its keys before its first write, so that a wrong type is without effect.
    static func writing(_ error: RedisError, in operation: StorageOperation) -> StorageError {
        let isUnknown = error.mayHaveTakenEffect && error.serverError?.kind != .wrongType
        return StorageError(code(of: error), in: operation, outcome: isUnknown ? .unknown : .failed, cause: error)
    }

    private static func code(of error: RedisError) -> Code {
        if error.serverError?.kind == .wrongType { return .malformed }
        return error.code == .closed ? .closed : .unavailable
    }
}
