import RedisLink

/// Why a call on the storage has no result, and whether a write may have taken effect all the same.
///
/// It carries no argument, so it may be logged. What comes with some errors (the session of a used code, the tokens
/// that have expired) is in ``carried``, which is never printed.
///
/// ```swift
/// do {
///     session = try await storage.redeemAuthorizeCode(code)
/// } catch where error.code == .codeUsed {
///     if let family = error.requestID { try await storage.revokeFamily(requestID: family) }
/// }
/// ```
public struct StorageError: Error, Equatable, Sendable {
    /// Open: more cases may come.
    public struct Code: Hashable, Sendable {
        let name: String
        /// No such row.
        public static let notFound = Code(name: "not found")
        /// The row's own end has passed; with upstream tokens, they are carried.
        public static let expired = Code(name: "expired")
        /// A user or an identity of that name exists.
        public static let alreadyExists = Code(name: "already exists")
        /// Declared for callers that bind upstream tokens to a session; no backend raises it.
        public static let invalidBinding = Code(name: "invalid binding")
        /// The memory backend is full of clients, and none may be evicted.
        public static let clientCapacity = Code(name: "client capacity")
        /// A client to register has a reserved id.
        public static let reservedClientID = Code(name: "reserved client id")
        /// An argument can be no such thing: nothing was asked, nothing written.
        public static let invalidRequest = Code(name: "invalid request")
        /// The authorization code was used before; its session is carried.
        public static let codeUsed = Code(name: "authorization code used")
        /// The assertion was used before.
        public static let assertionKnown = Code(name: "assertion known")
        /// The refresh token was rotated before; the request id of its family is carried.
        public static let tokenReused = Code(name: "rotated refresh token reused")
        /// The family of tokens was revoked: no token is added to it.
        public static let familyRevoked = Code(name: "family revoked")
        /// What stands in Redis is no such row: of a wrong type, or no such document.
        public static let malformed = Code(name: "malformed row")
        /// Redis did not do it, or did not say; see ``StorageError/cause``.
        public static let unavailable = Code(name: "unavailable")
        /// The storage was closed.
        public static let closed = Code(name: "closed")
    }

    public enum Outcome: String, Sendable {
        /// Certainly without effect, but for the one that the call names beside the error: a reused refresh token ends
        /// its family, and a pending authorization that is taken too late is deleted.
        case failed
        /// A write that may have taken effect, also one that has, and whose result could not be read.
        case unknown
    }

    /// What comes with an error.
    public indirect enum Carried: Equatable, Sendable {
        case session(Session)
        case upstreamTokens(UpstreamTokens)
        case requestID(String)
    }

    public let code: Code
    public let operation: StorageOperation
    public let outcome: Outcome
    public let cause: RedisError?
    public let carried: Carried?

    public init(
        _ code: Code, in operation: StorageOperation, outcome: Outcome = .failed, cause: RedisError? = nil,
        carrying carried: Carried? = nil
    ) {
        self.code = code
        self.operation = operation
        self.outcome = outcome
        self.cause = cause
        self.carried = carried
    }

    /// The same, for a call that had already taken something out of use.
    var afterAnEffect: StorageError {
        StorageError(code, in: operation, outcome: .unknown, cause: cause, carrying: carried)
    }

    /// The session that came with the error.
    public var session: Session? { if case .session(let session) = carried { session } else { nil } }
    /// The tokens that came with the error.
    public var upstreamTokens: UpstreamTokens? {
        if case .upstreamTokens(let tokens) = carried { tokens } else { nil }
    }
    /// The family that the error is about.
    public var requestID: String? {
        if case .requestID(let id) = carried { id } else { session?.requestID }
    }
}

extension StorageError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        let cause = cause.map { ": \($0)" } ?? ""
        let outcome = outcome == .unknown && self.cause == nil ? "; it may have taken effect" : ""
        return "\(operation.rawValue): \(code.name)\(cause)\(outcome)"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
