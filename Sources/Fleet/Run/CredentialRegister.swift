import CPosix
import Credentials
import History
import ReplicaCore
import ReplicaProcess

/// Every credential of a run, numbered before anybody uses it; who was in force when.
struct CredentialRegister {
    private(set) var tokens: [KnownToken] = []
    private var numbers: [FingerprintBits: Int] = [:]
    /// Until when replicas ask about each token in every round, as far as is known here; by its number.
    private var hotUntil: [UInt64] = []
    private let key: FingerprintKey
    /// What the fleet should hold now, and what it held before; nil after a revoke, or before anything is known.
    private(set) var current: KnownToken?
    private(set) var previous: KnownToken?

    init(key: FingerprintKey) { self.key = key }

    /// Numbers a secret, once; the same secret gets the same number again.
    mutating func name(
        _ secret: Secret, _ origin: CredentialOrigin, managed: KnownToken.Managed? = nil,
        environment: KnownToken.OfEnvironment? = nil, in recorder: Recorder
    ) -> KnownToken {
        let fingerprint = FingerprintBits(Fingerprint(of: secret, key: key).bits)
        if let known = numbers[fingerprint] { return tokens[known] }
        let token = KnownToken(
            id: next, secret: secret, fingerprint: fingerprint, managed: managed, environment: environment)
        numbers[fingerprint] = tokens.count
        tokens.append(token)
        hotUntil.append(0)
        heat(token, for: ProbeSchedule.hotTime)
        let kind = environment?.kind ?? (managed == nil ? .adminKey : .managedKey)
        recorder.record(.credentialNamed(token.id, kind: kind, fingerprint: fingerprint, origin: origin))
        return token
    }

    /// Numbers the id of an environment, which stands for the environment, too.
    mutating func name(_ id: EnvironmentID, _ origin: CredentialOrigin, in recorder: Recorder) -> KnownToken {
        name(
            Secret(bytes: id.bytes), origin,
            environment: KnownToken.OfEnvironment(kind: .environmentID, environment: next), in: recorder)
    }

    private var next: CredentialID { CredentialID(UInt32(tokens.count)) }

    /// A rotation to this token is about to be, or has been, in force; the one before goes on for `grace` nanoseconds.
    mutating func rotated(to token: KnownToken?, grace: UInt64 = 0) {
        if let current {
            previous = current
            heat(current, for: grace + ProbeSchedule.hotTime)
        }
        current = token
    }

    private mutating func heat(_ token: KnownToken, for time: UInt64) {
        let index = Int(token.id.number)
        hotUntil[index] = max(hotUntil[index], kq_now() + time)
    }

    /// How many tokens a replica asks about in every round at this time.
    func hotCount(at now: UInt64) -> Int {
        let heated = tokens.count { hotUntil[Int($0.id.number)] > now }
        let isCurrentCold = current.map { hotUntil[Int($0.id.number)] <= now } ?? false
        return heated + (isCurrentCold ? 1 : 0)
    }
}
