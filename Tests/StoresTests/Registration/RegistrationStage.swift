import Credentials
import Glibc
import RedisFixture
import RedisLink

@testable import Stores

extension Backing {
    /// Sets up registrations of their own.
    func withRegistrations(
        _ body: @escaping @Sendable (any RegistrationStage) async throws -> Void
    ) async throws {
        switch self {
        case .memory: try await body(MemoryRegistrationStage())
        case .redis:
            let server = try RedisServer.shared
            try await withLoop { loop in try await body(RedisRegistrationStage(on: loop, server)) }
        }
    }
}

/// Registrations, with everything around them that a test wants to see or to spoil.
protocol RegistrationStage: AnyObject {
    var store: any RegistrationStore { get }
    /// The server's clock.
    func now() async throws -> WallTime
    /// Puts a raw row there; nil takes it away.
    func plant(_ content: MemoryRegistrations.Content?, under key: RegistrationKey) async throws
    /// Milliseconds that a row has left; -1 for no end and -2 for no row.
    func remaining(_ key: RegistrationKey) async throws -> Int64
    /// Lets a lease end.
    func endLease(_ key: RegistrationKey) async throws
    /// Everything that was published so far.
    func hints() async throws -> [RegistrationHint]
    /// From now on writes take effect and their answers are lost.
    func loseAnswers(_ loses: Bool)
}

extension RegistrationStage {
    func row(_ key: RegistrationKey = Example.key()) async throws -> Registration? {
        try await store.read(key).registration
    }

    func loserIDs(_ key: RegistrationKey = Example.key()) async throws -> [String] {
        try await store.losers(key).map(\.clientID).sorted()
    }

    /// Puts one into the row, whatever stands there.
    @discardableResult func establish(_ registration: Registration) async throws -> Registration {
        let result = try await store.put(RegistrationPut(registration, if: .always))
        guard let row = result.stands.registration else { throw NoRow() }
        return row
    }
}

struct NoRow: Error {}

/// Registrations to write down shortly.
enum Example {
    static func key(_ upstream: String = "https://idp.demo.test") -> RegistrationKey {
        RegistrationKey(
            issuer: "https://gw.demo.test", upstreamID: upstream, redirectURI: "https://gw.demo.test/oauth/callback",
            scopesHash: ScopesHash(of: ["openid"]))
    }

    /// With a nonce of its own, and without a generation.
    static func registration(_ id: String, key: RegistrationKey = key(), expiresAt: UnixSeconds? = nil) -> Registration
    {
        Registration(
            key: key, version: Version(epoch: .zero, nonce: Draw.nonce()), clientID: id,
            clientSecret: Secret(text: "secret of \(id)"), authMethod: "client_secret_basic",
            managementToken: Secret(text: "token of \(id)"), managementURI: "https://idp.demo.test/register/\(id)",
            authorizationEndpoint: "https://idp.demo.test/authorize", tokenEndpoint: "https://idp.demo.test/token",
            createdAt: UnixSeconds(1_790_000_000), secretExpiresAt: expiresAt)
    }
}

extension Registration {
    func with(epoch: Int64) -> Registration {
        var copy = self
        copy.version = Version(epoch: Epoch(UInt64(epoch)) ?? .zero, nonce: version.nonce)
        return copy
    }
}

/// In memory; its clock stands still.
final class MemoryRegistrationStage: RegistrationStage {
    let world = MemoryRegistrations(now: WallTime(milliseconds: 1_790_000_000_000))
    var store: any RegistrationStore { MemoryRegistrationStore(world) }
    func now() async throws -> WallTime { world.now }
    func plant(_ content: MemoryRegistrations.Content?, under key: RegistrationKey) async throws {
        world.plant(content, under: key)
    }
    func remaining(_ key: RegistrationKey) async throws -> Int64 { world.remaining(key) }
    func endLease(_ key: RegistrationKey) async throws { world.leases[key] = nil }
    func hints() async throws -> [RegistrationHint] { world.messages.compactMap { RegistrationHint(message: $0) } }
    func loseAnswers(_ loses: Bool) { world.outage = loses ? .losesAnswers : nil }
}

/// In a real Redis, under a prefix of its own.
final class RedisRegistrationStage: RegistrationStage {
    let names: RegistrationNames
    private let redis: WatchedLink

    init(on loop: EventLoop, _ server: RedisServer, as access: RedisAccess = .open) async throws {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        guard let names = RegistrationNames(namespace: "test", name: random) else { throw NoRow() }
        self.names = names
        redis = try await WatchedLink(on: loop, server, as: access, channel: names.channel)
    }

    var link: RedisLink { redis.link }
    var store: any RegistrationStore {
        RedisRegistrationStore(sender: redis.sender, names: names, clock: { .system })
    }

    func now() async throws -> WallTime {
        WallTime(milliseconds: try await link.milliseconds())
    }

    func plant(_ content: MemoryRegistrations.Content?, under key: RegistrationKey) async throws {
        _ = try await link.call(RedisCommand("DEL", [names.row(key)]))
        switch content {
        case nil: break
        case .text(let text): _ = try await link.call(RedisCommand("SET", [names.row(key), text]))
        case .otherType: _ = try await link.call(RedisCommand("RPUSH", [names.row(key), [0x78]]))
        }
    }

    func remaining(_ key: RegistrationKey) async throws -> Int64 {
        guard case .integer(let rest) = try await link.call(RedisCommand("PTTL", [names.row(key)])) else {
            throw NoRow()
        }
        return rest
    }

    func endLease(_ key: RegistrationKey) async throws {
        _ = try await link.call(RedisCommand("DEL", [names.lease(key)]))
    }

    func hints() async throws -> [RegistrationHint] {
        try await redis.messages().compactMap { RegistrationHint(message: $0) }
    }

    func loseAnswers(_ loses: Bool) { redis.sender.losesAnswers = loses }
}

extension RegistrationStore {
    func read(_ key: RegistrationKey = Example.key()) async throws -> RegistrationReading {
        try await awaited { read(key, $0) }
    }
    func put(_ request: RegistrationPut) async throws -> RegistrationPutResult {
        try await awaited { put(request, $0) }
    }
    func putBack(_ registration: Registration) async throws -> RegistrationPutResult {
        try await awaited { putBack(registration, $0) }
    }
    func takeLease(
        _ holder: UInt64, milliseconds: Int64 = 60_000, key: RegistrationKey = Example.key()
    ) async throws -> LeaseResult {
        let request = LeaseRequest(key: key, holder: Nonce(bits: holder), milliseconds: milliseconds)
        return try await awaited { takeLease(request, $0) }
    }
    func extendLease(_ lease: RegistrationLease, milliseconds: Int64 = 60_000) async throws -> Bool {
        try await awaited { extendLease(lease, milliseconds: milliseconds, $0) }
    }
    func releaseLease(_ lease: RegistrationLease, pause: LeasePause? = nil) async throws -> Bool {
        try await awaited { releaseLease(lease, pause: pause, $0) }
    }
    @discardableResult func noteLoser(_ registration: Registration) async throws -> Bool {
        try await awaited { noteLoser(registration, $0) }
    }
    func losers(_ key: RegistrationKey = Example.key()) async throws -> [Registration] {
        try await awaited { losers(key, $0) }
    }
    func mayWithdraw(_ loser: Registration, winner: Version) async throws -> WithdrawalPermit {
        try await awaited { mayWithdraw(loser, winner: winner, $0) }
    }
    @discardableResult func buryLoser(_ loser: Registration) async throws -> Bool {
        try await awaited { buryLoser(loser, $0) }
    }
}

extension LeaseResult {
    var lease: RegistrationLease? {
        guard case .taken(let lease, _, _) = self else { return nil }
        return lease
    }
}
