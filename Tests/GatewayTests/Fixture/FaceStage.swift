import CPosix
import Credentials
import Foundation
import Glibc
import History
import RedisFixture
import ReplicaProcess
@testable import Stores
import Synchronization

@testable import Gateway
@testable import ReplicaCore

/// A real server with real sockets, in front of a replica that is played: what its loop would answer, tests say.
final class FaceStage: Sendable {
    static let admin = "admin-key-of-the-test"
    static let internalToken = "internal-token-of-the-test"
    static let life = Life(ReplicaID(1), Incarnation(1))

    struct Played {
        var port: UInt16?
        var failure: String?
        var isClosed = false
        /// Commands that the test answers itself; nil: they are answered as a replica in order would.
        var held: [FaceCommand]?
        var keys: [ManagedKeyRecord] = []
        var storeFailure: FaceFailure?
        var takesCommands = true
        /// How often it was asked for its status.
        var statuses = 0
    }

    private let played = Mutex(Played())
    private let started = Mutex<GatewayServer?>(nil)
    var server: GatewayServer? { started.withLock { $0 } }
    let folder: TemporaryFolder
    var auditPath: String { "\(folder.path)/audit" }

    init(
        _ gate: GateSnapshot = FaceStage.gate(), limits: GatewayLimits = GatewayLimits(), hasAudit: Bool = false,
        opensBench: Bool = false, port: UInt16 = 0
    ) throws {
        folder = try TemporaryFolder()
        let configuration = FaceConfiguration(
            port: port, auditPath: hasAudit ? "\(folder.path)/audit" : nil, opensBench: opensBench)
        guard let key = FingerprintKey(bytes: (0..<16).map { UInt8($0) }) else { throw FixtureError("no key") }
        let context = FaceContext(
            configuration: configuration, life: Self.life, fingerprintKey: key, snapshot: Self.snapshot(gate),
            post: { [weak self] in self?.take($0) ?? false })
        let server = try GatewayServer(context, limits: limits)
        started.withLock { $0 = server }
        try waitUntil("it listens") { played.withLock { $0.port != nil || $0.failure != nil } }
    }

    deinit { server?.close() }

    var port: UInt16 { played.withLock { $0.port ?? 0 } }
    var failure: String? { played.withLock { $0.failure } }
    var isClosed: Bool { played.withLock { $0.isClosed } }

    func play(_ change: (inout Played) -> Void) { played.withLock { change(&$0) } }

    func connect() throws -> RawConnection {
        let connection = try RawConnection(port: port)
        connection.server = self
        return connection
    }

    /// On a connection of its own.
    func ask(_ text: String) throws -> HTTPAnswer { try connect().ask(text) }

    func publish(_ gate: GateSnapshot) { server?.publish(Self.snapshot(gate)) }

    private static func snapshot(_ gate: GateSnapshot) -> FaceSnapshot {
        FaceSnapshot(gate: gate, clock: ReplicaClock(wallOffset: kq_wall_offset()))
    }

    private func take(_ command: FaceCommand) -> Bool {
        let isHeld = played.withLock { played -> Bool? in
            switch command {
            case .opened(let port): played.port = port
            case .failed(let why): played.failure = why
            case .closed: played.isClosed = true
            default:
                if case .status = command { played.statuses += 1 }
                guard played.takesCommands else { return nil }
                guard played.held != nil else { return false }
                played.held?.append(command)
            }
            return true
        }
        guard let isHeld else { return false }
        if !isHeld { answer(command) }
        return true
    }

    /// As a replica in order would.
    func answer(_ command: FaceCommand) {
        let (keys, failure) = played.withLock { ($0.keys, $0.storeFailure) }
        switch command {
        case .create(let key, let reply):
            let record = ManagedKeyRecord(key, createdAt: WallTime(milliseconds: 1_000), revision: .zero)
            reply(failure.map { .failure($0) } ?? .success(record))
        case .deactivate(let id, let reply):
            guard let record = keys.first(where: { $0.id == id }) else { return reply(.failure(failure ?? .unknownID)) }
            reply(failure.map { .failure($0) } ?? .success(record))
        case .list(let reply):
            reply(failure.map { .failure($0) } ?? .success(ManagedKeyList(revision: .zero, records: keys, skipped: [])))
        case .refresh(let reply): reply([RefreshStep(.adminKey), RefreshStep(.managedKeys, failure: "refused")])
        case .status(let reply): reply(Self.status)
        case .opened, .failed, .closed: break
        }
    }

    static var status: FaceStatus {
        FaceStatus(
            life: life, now: SteadyTime(nanoseconds: 10_000_000_000), isReady: true, adminKey: AdminKeyStatus(),
            managedKeys: FaceStatus.Keys(status: ManagedKeyStatus(), isProtected: true), environments: nil,
            links: FaceLinkCounts())
    }
}

extension FaceStage {
    /// With the admin key, the internal token and one managed key.
    static func gate(
        isReady: Bool = true, isOpen: Bool = false, hasKeys: Bool = true, more records: [ManagedKeyRecord] = []
    ) -> GateSnapshot {
        GateSnapshot(
            adminKey: KeySnapshot(
                table: KeyTable(
                    current: isOpen ? nil : Secret(text: admin), internalToken: Secret(text: internalToken)),
                version: .zero, fingerprint: FingerprintBits(0xAD), outgoing: [], isConfirmed: true,
                awaitsFirstRead: false, staleAt: nil), managedKeys: hasKeys ? keys(records) : nil,
            environments: environments,
            isReady: isReady, isOpen: isOpen)
    }

    static let token: ManagedKeyToken = {
        var random = SeededGenerator(seed: 1)
        return .random(using: &random)
    }()

    static var tokenText: String { token.secret.withBytes { String(decoding: $0, as: UTF8.self) } }

    static let record = ManagedKeyRecord(
        id: ManagedKeyID(high: 1, low: 2), name: "first", userPath: try? UserPath.normalized("/team/one"),
        redactedValue: token.redacted, hash: token.hash, createdAt: WallTime(milliseconds: 1_000),
        updatedAt: WallTime(milliseconds: 1_000), revision: Epoch(5) ?? .zero)

    private static func keys(_ more: [ManagedKeyRecord]) -> ManagedKeySnapshot {
        var snapshot = ManagedKeySnapshot()
        snapshot.protection = .enabled
        for record in [record] + more { _ = snapshot.table.merge(record) }
        return snapshot
    }

    private static var environments: EnvironmentGate {
        var gate = EnvironmentGate()
        gate.isComplete = true
        let credentials = [
            SDKKey(text: "sdk-key-of-the-test").map(EnvironmentCredential.sdkKey),
            EnvironmentID(text: "env-1").map(EnvironmentCredential.environmentID),
        ].compactMap(\.self)
        gate.replace(
            .configured("shop"), with: Dictionary(uniqueKeysWithValues: credentials.map { ($0, nil) }))
        return gate
    }
}

extension FaceStage {
    /// A key as no token has it, of which there may be many.
    static func key(_ number: UInt64, expired: Bool = false, dead: Bool = false) -> ManagedKeyRecord {
        let moment = WallTime(milliseconds: 1_000)
        let hash = Array(repeating: UInt8(ascii: "0"), count: 56) + Array(String(number + 0x1000_0000, radix: 16).utf8)
        return ManagedKeyRecord(
            id: ManagedKeyID(high: 7, low: number), name: "key \(number)", redactedValue: "kq_...0000",
            hash: ManagedKeyHash(hex: hash.reversed()) ?? record.hash, expiresAt: expired ? moment : nil,
            deactivatedAt: dead ? moment : nil, createdAt: moment, updatedAt: moment,
            revision: Epoch(number + 10) ?? .zero)
    }

    /// The audit events so far, once there are so many.
    func auditEvents(_ count: Int) throws -> [[String: Any]] {
        try waitUntil("the events are written") { auditLines.count >= count }
        return auditLines.map {
            (try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]).flatMap { $0 } ?? [:]
        }
    }

    var auditLines: [Substring] { folder.text(of: "audit").split(separator: "\n") }
}

/// A request in bytes. `lines` are headers beside `Host`.
func request(_ method: String, _ target: String, _ lines: String..., body: String? = nil) -> String {
    let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
    let head = ["\(method) \(target) HTTP/1.1", "Host: gateway"] + lines + length
    return head.map { $0 + "\r\n" }.joined() + "\r\n" + (body ?? "")
}

let bearer = "Authorization: Bearer \(FaceStage.admin)"
