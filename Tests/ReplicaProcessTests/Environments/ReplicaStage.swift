import CPosix
import Credentials
import Doubles
import History
import HistoryLog
import RedisFixture
import RedisLink
import ReplicaCore
import Stores

@testable import ReplicaProcess

/// One replica on a test's loop, with a real Redis, the upstream double, and a history of its own; and what the
/// coordinator does for it.
final class ReplicaStage {
    let loop: EventLoop
    let upstream: UpstreamDouble
    let driver: ReplicaDriver
    let namespace = "kq:test:\(UInt64.random(in: .min ... .max))"
    private(set) var reports: [ReplicaReport] = []
    private(set) var hasEnded = false
    private let coordinator: PacketSocket
    private let history: HistoryFile
    private let folder: TemporaryFolder
    private let link: RedisLink
    private let store: RedisEnvironmentStore
    private var names: [CredentialID: String] = [.unnamed: "?"]

    static let life = Life(ReplicaID(7), Incarnation(2))
    static let adminKey = "admin-key-of-the-replica-stage"

    /// - Parameter tokens: what the replica is told before it starts; the first one is the admin key, number 0.
    init(
        on loop: EventLoop, tokens: [(String, CredentialKind, of: UInt32)] = [], probeEvery: UInt64 = 0,
        settings: EnvironmentKeeperSettings = EnvironmentKeeperSettings(), prepare: (UpstreamDouble) -> Void = { _ in }
    ) async throws {
        self.loop = loop
        guard let upstream = UpstreamDouble(on: loop) else { throw FixtureError("the double cannot listen") }
        self.upstream = upstream
        prepare(upstream)
        let server = try RedisServer.shared
        try server.ask("ACL", "SETUSER", "replica", "on", ">secret", "~*", "&*", "+@all")
        folder = try TemporaryFolder()
        history = try HistoryFile.create(
            at: "\(folder.path)/history.kq",
            layout: HistoryLayout(
                replicas: 7, cells: 32, replicaRecords: 20_000, coordinatorRecords: 1, zygoteRecords: 1))
        var isUp = false
        var options = RedisLinkOptions(clientName: "stage")
        options.commandDeadline = .seconds(5)
        link = RedisLink(on: loop, to: server.endpoint, as: .open, options: options) { isUp = isUp || $0.isReady }
        link.start()
        try await loop.until("the coordinator is connected") { isUp }
        store = RedisEnvironmentStore(sender: link, names: EnvironmentNames(namespace: namespace)) { Self.wallNow }
        let (coordinator, replica) = try PacketSocket.pair()
        coordinator.isBlocking = false
        self.coordinator = coordinator
        let setup = ReplicaSetup(life: Self.life, controlPath: "", history: history, wallOffset: Self.wallOffset)
        var configuration = try Self.configuration(server, namespace, settings)
        configuration.upstreamPort = upstream.port
        configuration.probeEvery = probeEvery
        driver = try ReplicaDriver(setup: setup, configuration: configuration, control: replica, on: loop)
        driver.configuration.tokens = tokens.enumerated().map { number, token in
            self.token(UInt32(number), token.0, token.1, of: token.of)
        }
        driver.onEnd = { [unowned self] in hasEnded = true }
        driver.begin()
    }

    deinit {
        if !driver.isEnding { driver.leave() }
        upstream.shut()
        link.close()
    }

    /// One offset for a run, as the fork fixes it.
    private static let wallOffset = kq_wall_offset()
    static var wallNow: WallTime { WallTime(nanoseconds: Int64(kq_now()) + wallOffset) }

    private static func configuration(
        _ server: RedisServer, _ namespace: String, _ settings: EnvironmentKeeperSettings
    ) throws -> ReplicaConfiguration {
        guard let port = UInt16(exactly: server.port), let key = FingerprintKey(bytes: [UInt8](repeating: 1, count: 16))
        else { throw FixtureError("no port") }
        var environments = settings
        environments.commandDeadline = 5_000_000_000
        var configuration = ReplicaConfiguration(
            adminKey: AdminKeySettings(
                configured: Secret(text: adminKey), connectDeadline: 5_000_000_000, commandDeadline: 5_000_000_000),
            slotName: "\(namespace):admin-key", redis: RedisAddress(.server(RedisPort(port: port))), user: "replica",
            password: Secret(text: "secret"), clientName: "kq:stage", fingerprintKey: key, probeEvery: 0,
            coldProbesPerSecond: 10_000, seed: 1, tokens: [])
        configuration.namespace = namespace
        configuration.environments = environments
        return configuration
    }

    /// - Parameter environment: the number of its environment's id.
    func token(_ number: UInt32, _ text: String, _ kind: CredentialKind, of environment: UInt32) -> KnownToken {
        names[CredentialID(number)] = text
        let isAdmin = kind == .adminKey
        return KnownToken(
            id: CredentialID(number), secret: Secret(text: text), fingerprint: FingerprintBits(UInt64(number) + 1),
            environment: isAdmin ? nil : .init(kind: kind, environment: CredentialID(environment)))
    }
}

/// What the coordinator does.
extension ReplicaStage {
    func order(_ order: ReplicaOrder) { coordinator.send(order.encoded) }

    /// Waits for a report that satisfies this.
    func heard(_ what: String, _ isIt: (ReplicaReport) -> Bool) async throws -> ReplicaReport {
        var found: ReplicaReport?
        try await loop.until(what) {
            hear()
            found = reports.first(where: isIt)
            return found != nil
        }
        guard let found else { throw FixtureError(what) }
        return found
    }

    func hear() {
        while case .message(let bytes) = coordinator.receive() {
            if let report = try? ReplicaReport(decoding: bytes) { reports.append(report) }  // what is none is missed
        }
    }

    /// Publishes a document and waits for the store's answer.
    @discardableResult func publish(_ document: EnvironmentDocument) async throws -> EnvironmentChange {
        var answer: Result<EnvironmentChange, EnvironmentStoreError>?
        store.publish(document, floor: .zero) { answer = $0 }
        try await loop.until("the document is published") { answer != nil }
        guard let answer else { throw FixtureError("no answer") }
        return try answer.get()
    }

    func delete(_ id: String) async throws {
        guard let id = EnvironmentID(text: id) else { throw FixtureError("no id") }
        var isDone = false
        store.delete(id, floor: .zero) { _ in isDone = true }
        try await loop.until("the environment is deleted") { isDone }
    }

    /// Loses everything that the store holds of environments.
    func loseDocuments(of ids: String...) throws {
        let names = EnvironmentNames(namespace: namespace)
        try RedisServer.shared.ask(["DEL", names.index] + ids.map { "\(namespace):env:\($0)" })
    }

    func untilStory(has line: String) async throws {
        do {
            try await loop.until(line) { story.contains(line) }
        } catch { throw FixtureError("\(line) did not come; the story was \(story)") }
    }
}

/// What the history says.
extension ReplicaStage {
    var records: [(time: UInt64, event: Event)] {
        guard let region = history.region(of: .replica(Self.life.replica)) else { return [] }
        return region.records.compactMap { record in record.event.map { (record.time, $0) } }
    }

    /// All that was recorded of environments, and the end, without times.
    var story: [String] { timedStory.map(\.line) }

    var timedStory: [(time: UInt64, line: String)] {
        records.compactMap { record in line(record.event).map { (record.time, $0) } }
    }

    private func name(_ credential: CredentialID) -> String { names[credential] ?? "\(credential.number)" }

    private func line(_ event: Event) -> String? {
        switch event {
        case .environment(let event): line(event)
        case .routeCrossed(let credential, _): "\(name(credential)) crossed its route"
        case .stopping: "stopping"
        case .ended: "ended"
        default: nil
        }
    }

    private func line(_ event: EnvironmentEvent) -> String {
        switch event {
        case .applied(let id, _, let isTombstone, _): "\(name(id)) \(isTombstone ? "deleted" : "applied")"
        case .trouble(let id, let trouble, _, _): "\(name(id)) \(trouble)"
        case .putBack(let id, _): "\(name(id)) put back"
        case .resolves(let credential, let id, let isIn): "\(name(credential)) \(isIn ? "in" : "out of") \(name(id))"
        case .client(_, let key, _, let change): "client of \(name(key)) \(change)"
        case .delivered(let id, let data): "\(name(id)) delivered \(data)"
        case .sendsEvents(let id, let credential): "\(name(id)) sends as \(name(credential))"
        case .crossed(let credential, let id, _): "\(name(credential)) crossed into \(name(id))"
        case .closed(let id): "\(name(id)) closed"
        case .recovered: "recovered"
        default: "of the coordinator"
        }
    }

    func time(of line: String) -> UInt64? { timedStory.first { $0.line == line }?.time }

    /// The verdicts of all probes of one credential that were recorded, without repetitions.
    func verdicts(of number: UInt32) -> [ProbeRun.Verdict] {
        records.reduce(into: []) { verdicts, record in
            guard case .probeRun(let run) = record.event, run.credential == CredentialID(number),
                verdicts.last != run.verdict
            else { return }
            verdicts.append(run.verdict)
        }
    }

    /// What upstream saw of connections, by credential number.
    var upstreamStory: [String] {
        let connections = upstream.page(after: 0).entries.filter { $0.what != .events && $0.what != .denied }
        return connections.map { "\($0.credential) \($0.what)" }
    }
}
