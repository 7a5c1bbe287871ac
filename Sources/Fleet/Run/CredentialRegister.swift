import Credentials
import History
import ReplicaProcess

/// Every credential of a run, numbered before anybody uses it; who was in force when.
struct CredentialRegister {
    private(set) var tokens: [KnownToken] = []
    private let key: FingerprintKey
    /// What the fleet should hold now, and what it held before; nil after a revoke, or before anything is known.
    private(set) var current: KnownToken?
    private(set) var previous: KnownToken?

    init(key: FingerprintKey) { self.key = key }

    /// Numbers a secret, once; the same secret gets the same number again.
    mutating func name(
        _ secret: Secret, _ origin: CredentialOrigin, kind: CredentialKind = .adminKey, in recorder: Recorder
    ) -> KnownToken {
        let fingerprint = FingerprintBits(Fingerprint(of: secret, key: key).bits)
        if let known = tokens.first(where: { $0.fingerprint == fingerprint }) { return known }
        let token = KnownToken(id: CredentialID(UInt32(tokens.count)), secret: secret, fingerprint: fingerprint)
        tokens.append(token)
        recorder.record(.credentialNamed(token.id, kind: kind, fingerprint: fingerprint, origin: origin))
        return token
    }

    /// A rotation to this token is about to be, or has been, in force.
    mutating func rotated(to token: KnownToken?) {
        if let current { previous = current }
        current = token
    }

    func token(of secret: Secret) -> KnownToken? {
        let fingerprint = FingerprintBits(Fingerprint(of: secret, key: key).bits)
        return tokens.first { $0.fingerprint == fingerprint }
    }
}
