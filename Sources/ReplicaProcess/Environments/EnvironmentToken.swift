import Credentials
import History
import ReplicaCore

/// A credential of an environment that a replica was told of, ready to be asked about: nothing of it is made in a probe.
struct EnvironmentToken: Equatable {
    let credential: EnvironmentCredential
    /// The number of its own environment's id.
    let environment: CredentialID

    /// Nil for a credential of another kind, and for one that is empty.
    init?(_ token: KnownToken) {
        guard let told = token.environment, let kind = EnvironmentCredentialKind(told.kind),
            let credential = token.secret.withBytes({ kind.credential($0) })
        else { return nil }
        self.credential = credential
        environment = told.environment
    }
}

/// A credential resolved to an environment that is not its own; each pair is told once.
struct StrayedCredential: Hashable {
    let credential: CredentialID
    let environment: EnvironmentName
}

/// Under which numbers the coordinator knows environments and their credentials.
struct EnvironmentNumbers {
    private let isInUse: Bool
    private var numbers: [EnvironmentCredential: CredentialID] = [:]
    /// Of environments that the configuration names.
    private let ids: [String: EnvironmentID]

    init(_ settings: EnvironmentKeeperSettings?) {
        isInUse = settings != nil
        let named = (settings?.configured ?? []).compactMap { environment in
            environment.credentials.environmentID.map { (environment.name, $0) }
        }
        ids = Dictionary(named) { first, _ in first }
    }

    mutating func learn(_ credential: EnvironmentCredential, as number: CredentialID) { numbers[credential] = number }

    /// Nil for a credential that the coordinator did not tell.
    func number(of credential: EnvironmentCredential) -> CredentialID? { numbers[credential] }

    /// An environment goes by the number of its id.
    func number(of name: EnvironmentName) -> CredentialID? { id(of: name).flatMap { numbers[.environmentID($0)] } }

    /// Nil for an environment without an id.
    func id(of name: EnvironmentName) -> EnvironmentID? {
        switch name {
        case .published(let id): id
        case .configured(let name): ids[name]
        }
    }

    /// A text as each kind of credential that an environment has; none for a replica without environments.
    func disguises(of secret: Secret) -> [EnvironmentCredential] {
        guard isInUse else { return [] }
        return EnvironmentCredentialKind.allCases.compactMap { kind in secret.withBytes { kind.credential($0) } }
    }
}
