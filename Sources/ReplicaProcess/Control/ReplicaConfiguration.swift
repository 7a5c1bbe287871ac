import Credentials
import History
import ReplicaCore

/// Everything that one incarnation of a replica is told when it says hello; it comes over the control socket, so that
/// no secret is in an argument, the environment or the zygote.
package struct ReplicaConfiguration: Equatable, Sendable {
    package var adminKey: AdminKeySettings
    /// Nil: this replica does not look at managed keys.
    package var managedKeys: ManagedKeySettings?
    /// Nil: this replica has no environments.
    package var environments: EnvironmentKeeperSettings?
    /// Where upstream listens, on the loopback; zero without environments.
    package var upstreamPort: UInt16 = 0
    /// One for each upstream of the section `registrations`, in its order.
    package var registrations: [RegistrationSettings] = []
    /// Where records for a human go, a line each; empty for nowhere.
    package var logPath = ""
    /// Nil: this replica keeps no tokens.
    package var tokenWork: TokenWork?
    /// Of everything but the slot, which has a name of its own.
    package var namespace = ""
    package var slotName: String
    package var redis: RedisAddress
    package var user: String
    package var password: Secret
    /// Begins the name of each Redis connection; the role is added.
    package var clientName: String
    package var fingerprintKey: FingerprintKey
    /// Nanoseconds between two probes of a hot credential; zero: the replica does not probe.
    package var probeEvery: UInt64
    /// Most cold probes a second.
    package var coldProbesPerSecond: UInt32
    /// Most hot ones.
    package var hotProbesPerSecond: UInt32 = 1_000_000
    /// Seeds jitter and back-off.
    package var seed: UInt64
    package var tokens: [KnownToken]
    /// How many more follow in messages of their own, before anything else: one message holds no thousands of them.
    package var furtherTokens: UInt32 = 0
    /// Nil: it is known by its id.
    package var holdsAs: HoldsIdentity?
    /// Nil: this replica shows nothing over HTTP.
    package var face: FaceConfiguration?

    package init(
        adminKey: AdminKeySettings, slotName: String, redis: RedisAddress, user: String, password: Secret,
        clientName: String, fingerprintKey: FingerprintKey, probeEvery: UInt64, coldProbesPerSecond: UInt32,
        seed: UInt64, tokens: [KnownToken]
    ) {
        self.adminKey = adminKey
        self.slotName = slotName
        self.redis = redis
        self.user = user
        self.password = password
        self.clientName = clientName
        self.fingerprintKey = fingerprintKey
        self.probeEvery = probeEvery
        self.coldProbesPerSecond = coldProbesPerSecond
        self.seed = seed
        self.tokens = tokens
    }
}

/// How a process reaches the primary.
package struct RedisAddress: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        /// One server, whoever is primary.
        case server(RedisPort)
        /// Whatever these Sentinels name as the primary of the group.
        case sentinels(group: String, [RedisPort])
    }

    package var place: Place
    package var database = 0
    /// The local address to connect from, which tells a link proxy who it is; nil for any.
    package var source: String?

    package init(_ place: Place, database: Int = 0, source: String? = nil) {
        self.place = place
        self.database = database
        self.source = source
    }
}

package struct RedisPort: Hashable, Sendable {
    package var host: String
    package var port: UInt16

    package init(host: String = "127.0.0.1", port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// A credential that replicas probe, under the number that the coordinator gave it.
package struct KnownToken: Equatable, Sendable {
    package let id: CredentialID
    package let secret: Secret
    package let fingerprint: FingerprintBits
    /// Nil for a credential of another kind.
    package let managed: Managed?
    /// Nil for a credential of another kind; with neither it is an admin key.
    package let environment: OfEnvironment?

    /// What a replica has to know of an environment's credential to probe it well.
    package struct OfEnvironment: Equatable, Sendable {
        /// `sdkKey`, `mobileKey` or `environmentID`.
        package let kind: CredentialKind
        /// The number of the environment's id; an id's own.
        package let environment: CredentialID
        package init(kind: CredentialKind, environment: CredentialID) {
            self.kind = kind
            self.environment = environment
        }
    }

    /// What a replica has to know of a managed key to probe it well.
    package struct Managed: Equatable, Sendable {
        /// By which the cache names it; nil for one that is in no store.
        package let id: ManagedKeyID?
        /// Around its end it is asked more often.
        package let expiresAt: WallTime?
        package init(id: ManagedKeyID?, expiresAt: WallTime? = nil) {
            self.id = id
            self.expiresAt = expiresAt
        }
    }

    package init(
        id: CredentialID, secret: Secret, fingerprint: FingerprintBits, managed: Managed? = nil,
        environment: OfEnvironment? = nil
    ) {
        self.id = id
        self.secret = secret
        self.fingerprint = fingerprint
        self.managed = managed
        self.environment = environment
    }
}
