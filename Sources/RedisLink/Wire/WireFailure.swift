/// Why a connection can no longer be used, as far as the wire itself tells.
enum WireFailure: Error, Equatable {
    /// The system said so: reset, refused, unreachable.
    case system(String)
    /// The server closed the connection.
    case closedByServer
    /// What came is not RESP, or more than the limit.
    case violation(String)

    /// The same in the words of the library.
    func asError(phase: RedisError.Phase) -> RedisError {
        switch self {
        case .system(let text): Self.error(phase == .connect ? .connectFailed : .connectionLost, phase, text)
        case .closedByServer: Self.error(.connectionLost, phase, "the server closed the connection")
        case .violation(let text): Self.error(.protocolViolation, phase, text)
        }
    }

    private static func error(_ code: RedisError.Code, _ phase: RedisError.Phase, _ text: String) -> RedisError {
        RedisError(code: code, phase: phase, command: nil, mayHaveTakenEffect: false, detail: text)
    }
}
