import Credentials
import History
import ReplicaCore

/// The credentials that a replica asks itself about, each in its spellings, by the number of the credential.
struct TokenBook {
    private struct Entry {
        var spellings: [Secret]
        /// Nil for a credential of another kind.
        var managed: ManagedToken?
        /// Nil for a credential of another kind; with neither it is an admin key.
        var environment: EnvironmentToken?
        var disguises: [EnvironmentCredential]
        var verdict: Bool?
    }

    private var entries: [Entry?] = []
    private var numbers: [ManagedKeyID: CredentialID] = [:]
    private(set) var environments: EnvironmentNumbers

    /// - Parameter settings: nil for a replica that has no environments.
    init(environments settings: EnvironmentKeeperSettings? = nil) {
        environments = EnvironmentNumbers(settings)
    }

    mutating func learn(_ token: KnownToken) {
        let index = Int(token.id.number)
        while entries.count <= index { entries.append(nil) }
        let managed = token.managed.map { ManagedToken(secret: token.secret, id: $0.id, expiresAt: $0.expiresAt) }
        let environment = EnvironmentToken(token)
        entries[index] = Entry(
            spellings: token.spellings, managed: managed, environment: environment,
            disguises: environment == nil ? environments.disguises(of: token.secret) : [],
            verdict: entries[index]?.verdict)
        if let id = managed?.id { numbers[id] = token.id }
        if let environment { environments.learn(environment.credential, as: token.id) }
    }

    func spellings(of credential: CredentialID) -> [Secret] {
        place(of: credential).flatMap { entries[$0]?.spellings } ?? []
    }

    /// Nil for a credential of another kind, and for one that was never announced.
    func environment(_ credential: CredentialID) -> EnvironmentToken? {
        place(of: credential).flatMap { entries[$0]?.environment }
    }

    /// What it would be if it were presented for an environment; none for a credential of an environment.
    func disguises(of credential: CredentialID) -> [EnvironmentCredential] {
        place(of: credential).flatMap { entries[$0]?.disguises } ?? []
    }

    /// Nil for a credential of another kind, and for one that was never announced.
    func managed(_ credential: CredentialID) -> ManagedToken? {
        place(of: credential).flatMap { entries[$0]?.managed }
    }

    /// Under which number the coordinator knows a managed key; nil when it does not ask about that one.
    func credential(of id: ManagedKeyID) -> CredentialID? { numbers[id] }

    /// Remembers the latest answer; true when it is another one than before.
    mutating func isNews(_ accepted: Bool, of credential: CredentialID) -> Bool {
        let index = Int(credential.number)
        guard index < entries.count, entries[index] != nil, entries[index]?.verdict != accepted else { return false }
        entries[index]?.verdict = accepted
        return true
    }

    /// Every probe asks: one part of an entry is read where it stands, and the others are left alone.
    private func place(of credential: CredentialID) -> Int? {
        let index = Int(credential.number)
        return index < entries.count ? index : nil
    }
}

/// A managed key that a replica was told of.
package struct ManagedToken {
    let secret: Secret
    /// Nil for one that is in no store.
    let id: ManagedKeyID?
    let expiresAt: WallTime?

    /// As a client may present it.
    package static func spellings(of secret: Secret) -> [Secret] {
        let bearer = secret.withBytes { Secret(bytes: Array("Bearer ".utf8) + $0) }
        return [bearer, secret]
    }
}
