import AuthorizationStorage
import History

extension TokenOutcome {
    /// What a refusal of the storage means to whoever asked.
    init(_ error: StorageError) {
        if error.outcome == .unknown {
            self = .unknown
            return
        }
        switch error.code {
        case .notFound: self = .missing
        case .codeUsed: self = .used
        case .tokenReused: self = .reused
        case .familyRevoked: self = .revoked
        case .malformed: self = .malformed
        default: self = .failed
        }
    }
}
