import CPosix
import Credentials
import Glibc
import History
import HistoryLog
import RedisLink
import ReplicaCore
import Stores

/// One replica's first moments, played once in the zygote before any fork.
///
/// Swift finds conformances, makes generic types and initialises globals at first use, and caches them; libraries do the
/// like. Without a rehearsal every replica does all of it again and copies the pages: one replica of 200 held 328 KiB of
/// private pages, and one of 300 held 76 KiB with it. After one, children inherit the filled caches. It is the real driver with the real links, against a server
/// that is none, on a history that is thrown away; it starts no thread.
package enum Rehearsal {
    /// Nanoseconds; what has not happened by then stays cold, which costs time and nothing else.
    private static let limit: UInt64 = 100_000_000

    /// - Parameters:
    ///   - scratch: a path for a history that is removed again.
    ///   - usesHTTP: the replicas will make requests; what they need for that is loaded here, once.
    package static func play(scratch: String, usesHTTP: Bool = false) {
        if usesHTTP { HTTPClient.prepare() }
        let layout = HistoryLayout(
            replicas: 1, cells: 8, replicaRecords: 256, coordinatorRecords: 1, zygoteRecords: 1)
        guard let history = try? HistoryFile.create(at: scratch, layout: layout),
            let (ours, theirs) = try? PacketSocket.pair()
        else { return }  // no rehearsal then: replicas start slower
        unlink(scratch)
        let setup = ReplicaSetup(
            life: Life(ReplicaID(1), Incarnation(1)), controlPath: "", history: history, wallOffset: kq_wall_offset())
        perform(setup, ours, theirs, usesHTTP)
        kq_fill_heap_gaps()  // the rehearsal left many
    }

    private static func perform(
        _ setup: ReplicaSetup, _ coordinator: PacketSocket, _ replica: PacketSocket, _ usesHTTP: Bool
    ) {
        coordinator.isBlocking = false
        replica.isBlocking = false
        coordinator.send(ReplicaOrder.welcome(configuration(port: 1)).encoded)
        guard case .message(let bytes) = replica.receive(),
            case .welcome(var configuration)? = try? ReplicaOrder(decoding: bytes)
        else { return }
        configuration.managedKeys = ManagedKeySettings()
        configuration.environments = EnvironmentKeeperSettings()
        configuration.namespace = configuration.slotName
        if usesHTTP {
            configuration.registrations = [
                RegistrationSettings(
                    issuer: "http://127.0.0.1:1", discoveryURL: "http://127.0.0.1:1/.well-known/openid-configuration")
            ]
        }
        for format in [SlotFormat.plain, .fenced] {
            configuration.adminKey.format = format
            try? ReplicaDriver(setup: setup, configuration: configuration, control: replica)
                .rehearse(with: coordinator, atMost: limit)  // settings of our own: they have no flaw
        }
    }

    static func configuration(port: UInt16) -> ReplicaConfiguration {
        let key = FingerprintKey.random()
        var source = SystemRandomNumberGenerator()
        let secret = Secret.generatedAdminKey(using: &source)
        let token = KnownToken(
            id: CredentialID(0), secret: secret,
            fingerprint: FingerprintBits(Fingerprint(of: secret, key: key).bits))
        return ReplicaConfiguration(
            adminKey: AdminKeySettings(configured: secret, internalToken: .generatedAdminKey(using: &source)),
            slotName: "rehearsal", redis: RedisAddress(.server(RedisPort(port: port))), user: "rehearsal",
            password: secret, clientName: "rehearsal", fingerprintKey: key, probeEvery: 10_000_000,
            coldProbesPerSecond: 1_000, seed: 1, tokens: [token])
    }
}

extension ReplicaDriver {
    /// Goes through start, introduction, subscription, reads, adoption, probes, orders, and the end.
    fileprivate func rehearse(with coordinator: PacketSocket, atMost limit: UInt64) {
        guard let server = RehearsalServer(on: loop) else { return }
        configuration.redis = RedisAddress(.server(RedisPort(port: server.port)))
        configuration.upstreamPort = server.port
        begin()
        let http = HTTPClient(on: loop)
        rehearseRequest(by: http, to: server.port, atMost: limit)
        hearRehearsedEnvironment()
        let end = LoopTimer(on: loop) { [unowned self] in
            hearRehearsedSlot()
            hearRehearsedRegistration()
            coordinator.send(ReplicaOrder.know(number: 1, configuration.tokens).encoded)
            coordinator.send(ReplicaOrder.judge(number: 1, text: configuration.password, on: .protected).encoded)
            coordinator.send(ReplicaOrder.environmentStatus(number: 1).encoded)
            coordinator.send(ReplicaOrder.stop.encoded)
        }
        end.set(after: limit / 4)
        let stop = LoopTimer(on: loop) { [unowned self] in loop.stop() }
        stop.set(after: limit)
        loop.run()
        // On a busy machine it may not have come to its end: its links must not speak to it from beyond.
        if !isEnding { leave() }
        http.drop()
        channel = nil
        server.shut()
        while case .message(let bytes) = coordinator.receive() { _ = try? ReplicaReport(decoding: bytes) }
    }

    private func rehearseRequest(by http: HTTPClient, to port: UInt16, atMost limit: UInt64) {
        guard !configuration.registrations.isEmpty else { return }
        let url = "http://127.0.0.1:\(port)/"
        let call = HTTPCall(method: .get, url: url, timeLimit: limit, mayBePrivate: true)
        http.send(call) { _ in }
    }

    /// What another replica registered, as its announcement, a read, and a look at the lease bring it.
    private func hearRehearsedRegistration() {
        let (now, id) = (clock.now, RegistrationID(0))
        guard let key = core.registrations.first?.plan.key, let epoch = Epoch(UInt64(now.wall.milliseconds)) else {
            return
        }
        let row = Registration(
            key: key, version: Version(epoch: epoch, nonce: Nonce(bits: 1)), clientID: "rehearsal",
            clientSecret: configuration.password, authorizationEndpoint: "http://127.0.0.1/authorize",
            tokenEndpoint: "http://127.0.0.1/token")
        let hint = RegistrationHint(version: row.version, encodedKey: key.encoded)
        let stands = RegistrationReading(row: row.row, under: key, now: now.wall)
        turn(.registration(id, .leaseEnded(.success(.held(milliseconds: 1, failures: 0, stands: .absent)))))
        for id in RegistrationChannel(configuration)?.subjects(of: hint.message) ?? [] {
            turn(.registration(id, .hinted))
        }
        turn(.registration(id, .readEnded(.success(stands))))
        turn(.registration(id, .losersListed(.success([]))))
    }

    /// A document as a push would bring it; its client starts.
    private func hearRehearsedEnvironment() {
        let now = clock.now
        guard let id = EnvironmentID(text: "rehearsal"), let epoch = Epoch(UInt64(now.wall.milliseconds)) else {
            return
        }
        let document = EnvironmentDocument(
            id: id, version: epoch, sdk: KeyOrders(primary: SDKKey(configuration.password)),
            mobile: KeyOrders(primary: MobileKey(configuration.password)))
        let message = EnvironmentMessage.payload(previous: nil, text: document.json)
        let pushed = try? EnvironmentMessage(payload: message, now: now.wall)  // it is sound: made here
        turn(.environments(.pushed(pushed)))
    }

    /// A record as a push and a read would bring it.
    private func hearRehearsedSlot() {
        let now = clock.now
        guard let epoch = Epoch(UInt64(now.wall.milliseconds)) else { return }
        let slot = AdminKeySlot(
            version: Version(epoch: epoch, nonce: Nonce(bits: 1)), value: configuration.password,
            outgoing: [OutgoingKey(value: configuration.password, end: now.wall)], previous: nil, author: .rotate,
            fingerprintKey: configuration.fingerprintKey)
        turn(.adminKey(.pushed(SlotReading(message: slot.message, now: now.wall))))
        turn(.adminKey(.readEnded(.success(SlotReading(hash: slot.hash, now: now.wall)))))
    }
}
