import Credentials
import History
import ReplicaCore

/// As what a presented text is judged.
package enum JudgedRoute: Hashable, Sendable {
    /// For an admin route: an admin key or the internal token.
    case admin
    /// For a protected one: an admin key or a managed key.
    case protected
    /// For an environment's: a credential of this kind.
    case environment(EnvironmentCredentialKind)

    static let all: [JudgedRoute] = [.admin, .protected] + EnvironmentCredentialKind.allCases.map { .environment($0) }

    var word: String {
        switch self {
        case .admin: "admin"
        case .protected: "protected"
        case .environment(let kind): kind.rawValue
        }
    }
}

extension WireReader {
    mutating func takeRoute() throws(WireError) -> JudgedRoute {
        let word = try takeText()
        guard let route = JudgedRoute.all.first(where: { $0.word == word }) else { throw WireError() }
        return route
    }
}

extension EnvironmentCredentialKind {
    /// Nil for a kind that no environment has.
    package init?(_ kind: CredentialKind) {
        switch kind {
        case .sdkKey: self = .sdkKey
        case .mobileKey: self = .mobileKey
        case .environmentID: self = .environmentID
        case .adminKey, .internalToken, .managedKey, .registration: return nil
        }
    }
}

extension KnownToken {
    /// Where a caller that has it would present it.
    package var route: JudgedRoute {
        if let environment, let kind = EnvironmentCredentialKind(environment.kind) { return .environment(kind) }
        return managed == nil ? .admin : .protected
    }

    /// As a client may present it.
    package var spellings: [Secret] {
        switch route {
        case .admin: KeySpellings(of: secret).all
        case .protected: ManagedToken.spellings(of: secret)
        case .environment: [secret]
        }
    }
}
