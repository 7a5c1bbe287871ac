import Credentials
import History
import HistoryLog
@testable import RotatorProof

@testable import ReplicaCore

/// What the coordinator of a world would have recorded.
struct WorldCoordinator {
    private let world: EnvironmentWorld
    private let credentials: WorldCredentials
    private var events: [(at: UInt64, event: Event)] = []
    /// One status in so many is asked for.
    private static let rarely = 7

    init(_ world: EnvironmentWorld, _ credentials: WorldCredentials) {
        self.world = world
        self.credentials = credentials
        begin()
        publish()
        disturb()
        watchUpstream()
        askStatus()
        events.append((world.now, .runEnded(wallOffset: Self.wallOffset, interrupted: false)))
    }

    static var wallOffset: Int64 { EnvironmentWorld.begin * 1_000_000 }

    func write(to writer: RegionWriter) {
        let sorted = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        for (_, entry) in sorted { writer.append(entry.event, at: entry.at) }
    }

    private mutating func begin() {
        events.append((0, .runBegan(wallOffset: Self.wallOffset, seed: 1, replicas: UInt32(world.replicas.count))))
        for (number, entry) in credentials.all.enumerated() {
            let id = CredentialID(UInt32(number))
            events.append(
                (
                    0,
                    .credentialNamed(
                        id, kind: entry.kind, fingerprint: FingerprintBits(UInt64(number) + 1), origin: .fresh)
                ))
            guard case .environmentID(let environment)? = entry.credential else { continue }
            let isOffline = world.offlineIDs.contains("\(environment)")
            events.append((0, .environment(.named(id, isOffline: isOffline))))
        }
        let ready = world.trace.filter { if case .ready = $0.event { true } else { false } }.map(
            \.time.steady.nanoseconds)
        events.append((ready.max() ?? world.now, .fleetReady(replicas: UInt32(world.replicas.count))))
    }

    // MARK: documents

    private mutating func publish() {
        for (number, (at, record)) in world.published.enumerated() {
            let environment = credentials[EnvironmentName.published(record.id)]
            let isDeletion = record.content == .tombstone
            if !isDeletion { state(record, UInt32(number), at) }
            events.append(
                (
                    at,
                    .operationInvoked(
                        UInt32(number), kind: isDeletion ? .deleteDocument : .publishDocument,
                        credential: environment, grace: 0, step: 0)
                ))
            events.append(
                (
                    at,
                    .operationEnded(
                        UInt32(number), outcome: .ok, version: VersionStamp(record.version), fingerprint: .none,
                        graceEnd: 0)
                ))
        }
    }

    private mutating func state(_ record: EnvironmentRecord, _ number: UInt32, _ at: UInt64) {
        guard let wire = WireDocument(record.text.withBytes({ $0 })) else { return }
        let kinds: [(primary: Int?, keys: WireDocument.Keys?, credential: (Int) -> EnvironmentCredential?)] = [
            (wire.sdkPrimary, wire.sdkKey, TraceKeys.sdkCredential),
            (wire.mobilePrimary, wire.mobileKey, TraceKeys.mobileCredential),
        ]
        for kind in kinds {
            func say(_ key: Int, _ role: EnvironmentRole, _ end: Int?) {
                let end = UInt64(clamping: end ?? 0)
                events.append(
                    (at, .environment(.stated(operation: number, credentials[kind.credential(key)], role, end: end))))
            }
            if let primary = kind.primary { say(primary, .primary, nil) }
            if let grace = wire.grace(kind.keys) { say(grace.key, .predecessor, grace.end) }
            for entry in wire.entries(kind.keys) {
                say(entry.key, entry.end == nil ? .additional : .ending, entry.end)
            }
        }
    }

    private mutating func disturb() {
        for (number, outage) in world.outages.enumerated() {
            let life = Life(ReplicaID(UInt32(outage.replica + 1)), Incarnation(1))
            events.append((outage.from, .heldBegan(life, why: .cutOff, hold: UInt32(number))))
            events.append((outage.to, .heldEnded(life, why: .cutOff, hold: UInt32(number))))
        }
        for (number, at) in world.failovers.enumerated() {
            let operation = UInt32(world.published.count + number)
            events.append(
                (at, .operationInvoked(operation, kind: .dataLoss, credential: .unnamed, grace: 0, step: 0)))
            events.append(
                (at, .operationEnded(operation, outcome: .ok, version: .zero, fingerprint: .none, graceEnd: 0)))
        }
    }

    // MARK: upstream

    private mutating func watchUpstream() {
        var keys: [Int: [ClientToken: CredentialID]] = [:]
        var closing: [Int: Set<ClientToken>] = [:]
        for entry in world.trace {
            let number = entry.replica
            switch entry.event {
            case .startAsked(let token, _, let key):
                keys[number, default: [:]][token] = key.map { credentials[$0.credential] }
            case .closeAsked(let token): closing[number, default: []].insert(token)
            case .opened(let token): see(.opened, keys[number]?[token], entry)
            case .startFailed(let token): see(.failed, keys[number]?[token], entry)
            case .startHeld(let token): see(.held, keys[number]?[token], entry)
            case .ended(let token):
                let isAsked = closing[number]?.contains(token) == true
                see(isAsked ? .closed : .dropped, keys[number]?[token], entry)
            default: break
            }
        }
    }

    /// Offline clients connect to nobody.
    private mutating func see(_ sight: UpstreamSight, _ key: CredentialID?, _ entry: TraceEntry) {
        guard let key else { return }
        let (at, life) = (entry.time.steady.nanoseconds, Life(ReplicaID(UInt32(entry.replica + 1)), Incarnation(1)))
        events.append((at, .environment(.upstreamSaw(life, key, sight, at: at))))
    }

    // MARK: status

    private mutating func askStatus() {
        var count = 0
        for entry in world.trace {
            guard case .status(let status) = entry.event else { continue }
            count += 1
            guard count % Self.rarely == 0 else { continue }
            for (name, shown) in status { answer(name, shown, entry) }
            let named = credentials.all.indices.filter { credentials.all[$0].kind == .environmentID }
            for number in Set(named).subtracting(status.keys.map { Int(credentials[$0].number) }) {
                ended(CredentialID(UInt32(number)), entry, entries: 0, clients: 0)
            }
        }
    }

    private mutating func answer(_ name: EnvironmentName, _ shown: EnvironmentStatus, _ entry: TraceEntry) {
        let (at, life) = (entry.time.steady.nanoseconds, Life(ReplicaID(UInt32(entry.replica + 1)), Incarnation(1)))
        let all = shown.credentials
        let alone = [all.expiringSDKKey, all.expiringMobileKey]
        let roles: [(CredentialKind, EnvironmentRole, [String])] = [
            (.sdkKey, .primary, all.sdkKey.map { [$0] } ?? []),
            (.mobileKey, .primary, all.mobileKey.map { [$0] } ?? []),
            (.sdkKey, .additional, all.additionalSDKKeys), (.mobileKey, .additional, all.additionalMobileKeys),
            (.sdkKey, .ending, all.expiringSDKKeys), (.mobileKey, .ending, all.expiringMobileKeys),
        ]
        var entries: [(CredentialID, EnvironmentRole, StatusPlace)] = [(credentials[name], .primary, [])]
        entries += roles.flatMap { kind, role, texts in
            texts.map { text in
                let isAlone = role == .ending && text == alone[kind == .sdkKey ? 0 : 1]
                return (credentials.shown(text, kind), role, isAlone ? .alone : [])
            }
        }
        for (credential, role, place) in entries {
            events.append(
                (
                    at,
                    .environment(
                        .statusEntry(life, environment: credentials[name], credential, role, end: 0, place: place))
                ))
        }
        ended(credentials[name], entry, entries: entries.count, clients: shown.runningClients)
    }

    private mutating func ended(_ environment: CredentialID, _ entry: TraceEntry, entries: Int, clients: Int) {
        let (at, life) = (entry.time.steady.nanoseconds, Life(ReplicaID(UInt32(entry.replica + 1)), Incarnation(1)))
        events.append(
            (
                at,
                .environment(
                    .statusEnded(
                        life, environment: environment, called: at, entries: UInt32(entries), clients: UInt32(clients)
                    ))
            ))
    }
}

extension VersionStamp {
    init(_ version: Version) {
        self.init(epoch: version.epoch.number, nonce: version.nonce.bits)
    }
}
