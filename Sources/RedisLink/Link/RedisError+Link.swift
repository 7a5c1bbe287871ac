extension RedisError {
    static let notYetConnected = RedisError(
        code: .connectFailed, phase: .queued, command: nil, mayHaveTakenEffect: false, detail: "not connected yet")

    static let demoted = RedisError(
        code: .notMaster, phase: .answered, command: nil, mayHaveTakenEffect: false,
        detail: "the server became a replica")

    static let tooManyInFlight = RedisError(
        code: .tooManyInFlight, phase: .queued, command: nil, mayHaveTakenEffect: false,
        detail: "too many commands wait for their answers")

    static func notConnected(because reason: RedisError) -> RedisError {
        RedisError(
            code: .connectFailed, phase: .queued, command: nil, mayHaveTakenEffect: false,
            serverError: reason.serverError, detail: "not connected: \(reason.detail)")
    }

    /// A reply that nobody asked for; when it is an error, it is the server's reason for what comes next.
    static func unasked(_ reply: RedisReply, phase: Phase) -> RedisError {
        guard case .error(let error) = reply else {
            return RedisError(
                code: .protocolViolation, phase: phase, command: nil, mayHaveTakenEffect: false,
                detail: "a reply that nobody asked for")
        }
        return RedisError(
            code: .serverError, phase: phase, command: nil, mayHaveTakenEffect: false, serverError: error,
            detail: error.message)
    }
}
