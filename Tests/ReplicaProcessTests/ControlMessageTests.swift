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

    private static var environments: EnvironmentKeeperSettings {
        func ending<Key: EnvironmentKey>(_ keys: [String]) -> AdditionalKeys<Key> {
            AdditionalKeys(
                keys.enumerated().compactMap { place, text in
                    Key(text: text).map { ($0, place == 0 ? nil : WallTime(nanoseconds: Int64(place))) }
                })
        }
        let full = InitialCredentials(
            sdkKey: SDKKey(text: "s"), mobileKey: MobileKey(text: "m"), environmentID: EnvironmentID(text: "e\u{308}"),
            additionalSDKKeys: ending(["s1", "s2", "s3"]), additionalMobileKeys: ending(["m1", "m2"]))
        var settings = EnvironmentKeeperSettings(
            configured: [
                ConfiguredEnvironment(name: "full", credentials: full, isOffline: true),
                ConfiguredEnvironment(name: "empty", credentials: InitialCredentials()),
            ],
            readsDocuments: false, offline: Set(["one", "two"].compactMap { EnvironmentID(text: $0) }), usesPush: false,
            poll: 17, retry: 18, connectDeadline: 19, commandDeadline: 20, repair: .none, cleanup: 21,
            firstBackoff: 22, longestBackoff: 23)
        settings.arePublishedOffline = true
        return settings
    }

    private static let ofEnvironment = [CredentialKind.sdkKey, .mobileKey, .environmentID].map { kind in
        KnownToken(
            id: CredentialID(6), secret: Secret(text: "a key"), fingerprint: FingerprintBits(11),
            environment: .init(kind: kind, environment: CredentialID(7)))
    }

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
        configuration.face = FaceConfiguration(port: 8080, auditPath: "/tmp/audit", opensBench: true)
        configuration.face?.drain = 24
        configuration.holdsAs = HoldsIdentity(name: try #require(ReplicaName("gateway-7")), incarnation: 25)
        configuration.managedKeys = ManagedKeySettings(
            usesPush: false, poll: 13, connectDeadline: 14, commandDeadline: 15, repair: .none,
            onStale: .refuseAfter(nanoseconds: 16))
        configuration.environments = environments
        configuration.upstreamPort = 65_535
        configuration.tokenWork = tokenWork
        return configuration
    }

    /// Each field another value than its own, and than its neighbour's.
    static func registrations() -> [RegistrationSettings] {
        var full = RegistrationSettings(issuer: "https://gw.test", discoveryURL: "https://a.test", claim: .lastWriter)
        full.redirectURI = "https://gw.test/cb"
        full.registrationEndpoint = "https://b.test"
        full.authorizationEndpoint = "https://c.test"
        full.tokenEndpoint = "https://d.test"
        full.scopes = ["openid", "profile"]
        full.codeChallengeMethods = ["S256"]
        full.initialAccessToken = Secret(text: "first")
        full.clientName = "Name"
        (full.isPublicClient, full.allowsPrivateAddresses, full.hasServerSuppliedEndpoints) = (true, true, true)
        full.usesPush = false
        (full.poll, full.waitingPoll, full.leaseLife) = (17, 18, 19)
        return [full, RegistrationSettings(issuer: "https://gw.test", registrationEndpoint: "https://e.test")]
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
            .welcome(try configuration()), .welcome(try withRegistrations()), .know(number: 5, [token]),
            .know(number: 6, []),
            .know(number: 6, [managed, neverIssued]),
            .know(number: 7, ofEnvironment),
            .skew(number: 8, offset: -5_000_000_000, drift: -200), .stop, .password(Secret(text: "new")),
            .createKey(number: 9, CredentialID(10)), .deactivateKey(number: 11, CredentialID(12)),
            .useRegistration(number: 13, RegistrationID(14)),
            .environmentStatus(number: 13), .closeEnvironment(number: 14, CredentialID(15)),
        ] + JudgedRoute.all.map { .judge(number: 7, text: Secret(text: "Bearer x"), on: $0) }
            + tokenOrders.map(ReplicaOrder.tokens)
    }

    private static func withRegistrations() throws -> ReplicaConfiguration {
        var configuration = try configuration()
        configuration.registrations = registrations()
        configuration.logPath = "/run/replicas.log"
        return configuration
    }

    private static let reports: [ReplicaReport] =
        RegistrationUse.allCases.map { .registrationUsed(number: 6, $0) } + [
            .hello(Life(ReplicaID(70_000), Incarnation(2)), pid: 4_194_304), .ready(confirmed: true),
            .wonKey(Secret(text: "won")), .listening(port: 65_535),
            .knows(number: .max), .settled, .skewed(number: 8), .judged(number: 1, isAccepted: true),
            .judged(number: 2, isAccepted: false),
            .generated(Secret(text: "drawn")), .failed("no room"), .ended,
            .keyWritten(number: 3, KeyWrite(outcome: .unknown, revision: 4, time: 5)),
            .environmentClosed(number: 4, isDone: true), .environmentStatus(number: 5, [], isLast: true),
            .environmentStatus(number: 6, EnvironmentReportTests.reports, isLast: false),
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

    @Test func `a credential that no environment has is not taken for one`() {
        let token = KnownToken(
            id: CredentialID(6), secret: Secret(text: "a key"), fingerprint: FingerprintBits(11),
            environment: .init(kind: .managedKey, environment: CredentialID(7)))
        #expect(throws: WireError.self) {
            try ReplicaOrder(decoding: ReplicaOrder.know(number: 1, [token]).encoded)
        }
    }

    @Test func `an unknown kind of message is an error`() {
        #expect(throws: WireError.self) { try ReplicaOrder(decoding: [200]) }
        #expect(throws: WireError.self) { try ReplicaReport(decoding: [200]) }
    }
}
