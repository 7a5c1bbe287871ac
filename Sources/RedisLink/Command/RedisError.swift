/// What went wrong with one command or one connection: in which phase, and whether the command may have taken effect.
///
/// It never carries an argument, so it may be logged.
public struct RedisError: Error, Equatable, Sendable {
    /// Open: more cases may come.
    public struct Code: Hashable, Sendable {
        let name: String
        /// No connection: refused, unreachable, or its deadline passed.
        public static let connectFailed = Code(name: "connect failed")
        /// The connection broke: reset, closed, or a protocol error.
        public static let connectionLost = Code(name: "connection lost")
        /// No answer within the command's deadline.
        public static let deadlineExceeded = Code(name: "deadline exceeded")
        /// Redis answered with an error: see ``RedisError/serverError``.
        public static let serverError = Code(name: "server error")
        /// What came is not RESP, or not what was asked for.
        public static let protocolViolation = Code(name: "protocol violation")
        /// The server is no master, and only a master will do.
        public static let notMaster = Code(name: "not a master")
        /// No Sentinel names a primary that can be used.
        public static let notLocated = Code(name: "not located")
        /// More commands wait for their answers than the link's limit.
        public static let tooManyInFlight = Code(name: "too many in flight")
        /// The link was closed by its owner.
        public static let closed = Code(name: "closed")
        /// The connection belongs to the process that forked this one.
        public static let forked = Code(name: "used in a forked process")
    }

    public enum Phase: String, Sendable { case locate, connect, handshake, queued, sent, answered }

    public let code: Code
    public let phase: Phase
    /// The command's name, nil for an error of the connection alone.
    public let command: String?
    /// True when the command was sent and no answer says otherwise: "outcome unknown" is an outcome.
    public let mayHaveTakenEffect: Bool
    public let serverError: RedisServerError?
    /// What the system said, such as "Connection refused".
    public let detail: String

    public init(
        code: Code, phase: Phase, command: String?, mayHaveTakenEffect: Bool, serverError: RedisServerError? = nil,
        detail: String
    ) {
        self.code = code
        self.phase = phase
        self.command = command
        self.mayHaveTakenEffect = mayHaveTakenEffect
        self.serverError = serverError
        self.detail = detail
    }
}

/// An error reply, by its first word.
public struct RedisServerError: Error, Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case noAuth = "NOAUTH"
        case wrongPassword = "WRONGPASS"
        case noPermission = "NOPERM"
        case readOnly = "READONLY"
        case loading = "LOADING"
        case masterDown = "MASTERDOWN"
        case noReplicas = "NOREPLICAS"
        case outOfMemory = "OOM"
        case busy = "BUSY"
        case noScript = "NOSCRIPT"
        case wrongType = "WRONGTYPE"
        case other = "ERR"
    }
    public let kind: Kind
    /// The text as Redis sent it, shortened to its first 200 bytes and cleared of what looks like an argument.
    public let message: String
    public init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }
}
