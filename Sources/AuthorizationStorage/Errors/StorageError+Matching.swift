/// What the storage itself says.
public enum StorageSentinel: Sendable, CaseIterable {
    case notFound, expired, alreadyExists, invalidBinding, clientCapacity, reservedClientID
}

/// What the OAuth engine above the storage understands.
public enum EngineError: Sendable, CaseIterable {
    case notFound, invalidRequest, invalidatedAuthorizeCode, jtiKnown
    /// A token that is no longer in force: the engine revokes its family.
    case inactiveToken
}

extension StorageError {
    /// Which of the storage's own errors it is; nil for all others.
    public var sentinel: StorageSentinel? {
        switch code {
        case .notFound: .notFound
        case .expired: .expired
        case .alreadyExists: .alreadyExists
        case .invalidBinding: .invalidBinding
        case .clientCapacity: .clientCapacity
        case .reservedClientID: .reservedClientID
        default: nil
        }
    }

    /// Which of the engine's errors it is; nil for all others.
    ///
    /// "Not found" is both, but for users and identities, of which the engine knows nothing.
    public var engineError: EngineError? {
        switch code {
        case .notFound: operation.concernsUsers ? nil : .notFound
        case .invalidRequest: .invalidRequest
        case .codeUsed: .invalidatedAuthorizeCode
        case .assertionKnown: .jtiKnown
        case .tokenReused, .familyRevoked: .inactiveToken
        default: nil
        }
    }
}
