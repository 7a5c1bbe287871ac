import Credentials
import History

/// The credentials that a replica asks itself about, each in its spellings, by the number of the credential.
struct TokenBook {
    private struct Entry {
        var spellings: [Secret]
        /// Nil for an admin key.
        var managed: ManagedToken?
        var verdict: Bool?
    }

    private var entries: [Entry?] = []
    private var numbers: [ManagedKeyID: CredentialID] = [:]

    mutating func learn(_ token: KnownToken) {
        let index = Int(token.id.number)
        while entries.count <= index { entries.append(nil) }
        let verdict = entries[index]?.verdict
        guard let managed = token.managed else {
            entries[index] = Entry(spellings: KeySpellings(of: token.secret).all, managed: nil, verdict: verdict)
            return
        }
        entries[index] = Entry(
            spellings: ManagedToken.spellings(of: token.secret),
            managed: ManagedToken(secret: token.secret, id: managed.id, expiresAt: managed.expiresAt),
            verdict: verdict)
        if let id = managed.id { numbers[id] = token.id }
    }

    func spellings(of credential: CredentialID) -> [Secret] { entry(credential)?.spellings ?? [] }

    /// Nil for an admin key, and for one that was never announced.
    func managed(_ credential: CredentialID) -> ManagedToken? { entry(credential)?.managed }

    /// Under which number the coordinator knows a managed key; nil when it does not ask about that one.
    func credential(of id: ManagedKeyID) -> CredentialID? { numbers[id] }

    /// Remembers the latest answer; true when it is another one than before.
    mutating func isNews(_ accepted: Bool, of credential: CredentialID) -> Bool {
        let index = Int(credential.number)
        guard index < entries.count, entries[index] != nil, entries[index]?.verdict != accepted else { return false }
        entries[index]?.verdict = accepted
        return true
    }

    private func entry(_ credential: CredentialID) -> Entry? {
        let index = Int(credential.number)
        return index < entries.count ? entries[index] : nil
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
