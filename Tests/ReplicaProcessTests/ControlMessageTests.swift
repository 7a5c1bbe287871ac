import Credentials
import History
import ReplicaCore
import Testing

@testable import ReplicaProcess

@Suite struct ControlMessageTests {
    private static let token = KnownToken(
        id: CredentialID(3), secret: Secret(text: "a key"), fingerprint: FingerprintBits(0xABCD_EF01_2345))
    private static let managed = KnownToken(
        id: CredentialID(4), secret: Secret(text: "kq_x"), fingerprint: FingerprintBits(7),
        managed: .init(id: ManagedKeyID(high: 8, low: .max), expiresAt: WallTime(nanoseconds: -9)))
    private static let neverIssued = KnownToken(
        id: CredentialID(5), secret: Secret(text: "kq_y"), fingerprint: FingerprintBits(10), managed: .init(id: nil))

    static func configuration() throws -> ReplicaConfiguration {
        var configuration = ReplicaConfiguration(
            adminKey: AdminKeySettings(
                configured: Secret(text: "first"), internalToken: nil, format: .plain, usesPush: false, poll: 7,
                connectDeadline: 21, commandDeadline: 22,
                atStart: .refuse, onStale: .refuseAfter(nanoseconds: 9), repair: .none,
                generates: false),
            slotName: "ns:admin-key",
            redis: RedisAddress(
                .sentinels(group: "g", [RedisPort(port: 6379), RedisPort(host: "127.0.0.2", port: 1)]), database: 2,
                source: "127.1.2.3"), user: "replica",
            password: Secret(text: "word"), clientName: "kq:1:r1.1",
            fingerprintKey: try #require(FingerprintKey(bytes: (0..<16).map { UInt8($0) })), probeEvery: 10,
            coldProbesPerSecond: 11, seed: .max, tokens: [token, managed])
        configuration.hotProbesPerSecond = 12
        configuration.namespace = "ns"
        configuration.managedKeys = ManagedKeySettings(
            usesPush: false, poll: 13, connectDeadline: 14, commandDeadline: 15, repair: .none,
            onStale: .refuseAfter(nanoseconds: 16))
        configuration.tokenWork = tokenWork
        return configuration
    }

    private static let tokenWork: TokenWork = {
        var load = TokenLoad()
        (load.sessions, load.issue, load.use, load.rotate) = (21, 22, 23, 24)
        (load.revoke, load.redeem, load.replay, load.confirm) = (25, 26, 27, 28)
        (load.replicas, load.accessTTL, load.refreshTTL, load.codeTTL, load.seed) = (29, 30, 31, 32, 33)
        var work = TokenWork(load: load, secret: Secret(text: "of the run"), prefix: "ns:{tokens}:")
        work.begin = 34
        return work
    }()
    private static let race: TokenRace = {
        var race = TokenRace(number: 50, .rotate, first: 51, count: 52, racers: 53, each: 58, over: 59)
        race.rank = 54
        return race
    }()
    private static let tokenOrders: [TokenWorkOrder] = [
        .begin(at: 35), .stop(number: 36), .watch([], until: 37),
        .watch([WatchedFamily(family: 38, generation: 39), WatchedFamily(family: 40, generation: 41)], until: 42),
        .revoke(number: 43, family: 44), .removeUser(number: 45, user: 46, families: [47, 48]),
        .prepareRace(number: 49, race),
        .runRace(number: 55, race: 56, at: 57),
    ]

    private static func orders() throws -> [ReplicaOrder] {
        [
            .welcome(try configuration()), .know(number: 5, [token]), .know(number: 6, []),
            .know(number: 6, [managed, neverIssued]),
            .judge(number: 7, text: Secret(text: "Bearer x"), isProtected: true),
            .skew(number: 8, offset: -5_000_000_000, drift: -200), .stop, .password(Secret(text: "new")),
            .createKey(number: 9, CredentialID(10)), .deactivateKey(number: 11, CredentialID(12)),
        ] + tokenOrders.map(ReplicaOrder.tokens)
    }

    private static let reports: [ReplicaReport] = [
        .hello(Life(ReplicaID(70_000), Incarnation(2)), pid: 4_194_304), .ready(confirmed: true),
        .knows(number: .max), .settled, .skewed(number: 8), .judged(number: 1, isAccepted: true),
        .judged(number: 2, isAccepted: false),
        .generated(Secret(text: "drawn")), .failed("no room"), .ended,
        .keyWritten(number: 3, KeyWrite(outcome: .unknown, revision: 4, time: 5)),
        .tokens(TokenWorkReport(number: 6, outcome: .unconfirmed)),
    ]

    @Test func `every order arrives as it was sent`() throws {
        for order in try Self.orders() { #expect(try ReplicaOrder(decoding: order.encoded) == order) }
    }

    @Test(arguments: reports)
    func `every report arrives as it was sent`(_ report: ReplicaReport) throws {
        #expect(try ReplicaReport(decoding: report.encoded) == report)
    }

    @Test func `a message that was cut short is an error at every length`() throws {
        for order in try Self.orders() {
            for length in 0..<order.encoded.count {
                #expect(throws: WireError.self) { try ReplicaOrder(decoding: Array(order.encoded.prefix(length))) }
            }
        }
    }

    @Test func `an unknown kind of message is an error`() {
        #expect(throws: WireError.self) { try ReplicaOrder(decoding: [200]) }
        #expect(throws: WireError.self) { try ReplicaReport(decoding: [200]) }
    }
}
