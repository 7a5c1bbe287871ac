import CPosix
import Credentials
import History
import HistoryLog
import RedisFixture
import RedisLink
import ReplicaCore
import Stores

@testable import Doubles
@testable import ReplicaProcess

/// Whole replicas with their registrations, a real Redis and the double; all on one loop.
final class DriverStand {
    let loop: EventLoop
    let host: AuthorizationHost
    let server: RedisServer
    let folder: TemporaryFolder
    let names: RegistrationNames
    private(set) var members: [Member] = []
    private let history: HistoryFile
    private let namespace: String
    private let observer: RedisLink

    struct Member {
        let driver: ReplicaDriver
        let coordinator: PacketSocket
        let life: Life
    }

    static let secretToken = "initial-access-token-of-a-test-and-nobody-else"

    /// - Parameter tenant: is called `a`.
    init(on loop: EventLoop, tenant: AuthorizationTenant = AuthorizationTenant(name: "a")) async throws {
        self.loop = loop
        namespace = "keyquake:\(String(UInt32.random(in: .min ... .max), radix: 36))"
        guard let names = RegistrationNames(replicasOf: namespace),
            let selector = RegistrationPermissions.selector(names)
        else { throw FixtureError("no names") }
        self.names = names
        folder = try TemporaryFolder()
        // As little as a replica of a run may do, and its registrations.
        server = try RedisServer.start(
            .init(users: ["replica on >word ~\(namespace):* resetchannels &\(namespace):* +@all \(selector)"]))
        host = try AuthorizationHost(on: loop, clock: Self.wallTime)
        host.change { $0.set(tenant) }
        history = try HistoryFile.create(
            at: "\(folder.path)/history.kq",
            layout: HistoryLayout(
                replicas: 16, cells: 8, replicaRecords: 4096, coordinatorRecords: 1, zygoteRecords: 1))
        observer = RedisLink(on: loop, to: server.endpoint, as: .open)
        observer.start()
        let observer = observer
        try await loop.until("redis answers") { observer.state.isReady }
    }

    /// Sets one up, and closes it behind the body.
    static func with(
        _ tenant: AuthorizationTenant = AuthorizationTenant(name: "a"),
        _ body: @escaping @Sendable (DriverStand, EventLoop) async throws -> Void
    ) async throws {
        try await withLoop { loop in
            let stand = try await DriverStand(on: loop, tenant: tenant)
            defer { stand.close() }
            try await body(stand, loop)
        }
    }

    /// As the replicas' clocks have it.
    private static func wallTime() -> WallTime {
        WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset())
    }

    func close() {
        for member in members { member.driver.leave() }
        observer.close()
        host.shut()
        server.kill()
    }

    func settings(_ change: (inout RegistrationSettings) -> Void = { _ in }) -> RegistrationSettings {
        var settings = RegistrationSettings(
            issuer: "http://127.0.0.1:1",
            discoveryURL: "\(host.change { $0.issuer("a") })/.well-known/openid-configuration")
        settings.poll = 300_000_000
        settings.leaseLife = 1_000_000_000
        change(&settings)
        return settings
    }

    func configuration(_ settings: [RegistrationSettings]) -> ReplicaConfiguration {
        var configuration = Rehearsal.configuration(port: UInt16(server.port))
        configuration.namespace = namespace
        configuration.slotName = "\(namespace):admin-key"
        (configuration.user, configuration.password) = ("replica", Secret(text: "word"))
        // A busy machine must not make a store of this that does not answer.
        configuration.adminKey.connectDeadline = 20_000_000_000
        configuration.adminKey.commandDeadline = 20_000_000_000
        configuration.probeEvery = 0
        configuration.tokens = []
        configuration.logPath = "\(folder.path)/replicas.log"
        configuration.registrations = settings
        return configuration
    }

    @discardableResult
    func start(_ settings: RegistrationSettings? = nil) throws -> Member {
        let life = Life(ReplicaID(UInt32(members.count + 1)), Incarnation(1))
        var configuration = configuration([settings ?? self.settings()])
        configuration.seed = UInt64(life.replica.number)
        configuration.clientName = "kq:test:\(life)"
        let (ours, theirs) = try PacketSocket.pair()
        let setup = ReplicaSetup(life: life, controlPath: "", history: history, wallOffset: kq_wall_offset())
        let driver = try ReplicaDriver(setup: setup, configuration: configuration, control: theirs, on: loop)
        ours.isBlocking = false
        let member = Member(driver: driver, coordinator: ours, life: life)
        members.append(member)
        driver.begin()
        return member
    }

    func start(_ count: Int, _ settings: RegistrationSettings? = nil) throws {
        for _ in 0..<count { try start(settings) }
    }

    // MARK: what came of it

    static let id = RegistrationID(0)

    func held(_ member: Member) -> Registration? { member.driver.core.registrations.first?.held }

    func untilAllResolved() async throws {
        try await loop.until("all have a registration") { members.allSatisfy { held($0) != nil } }
    }

    /// In the order in which they were recorded.
    func events(_ member: Member) -> [RegistrationEvent] {
        guard let records = history.region(of: .replica(member.life.replica))?.records else { return [] }
        return records.compactMap { record in
            if case .registration(let event)? = record.event { event } else { nil }
        }
    }

    func events(where isWanted: (RegistrationEvent) -> Bool) -> Int {
        members.reduce(0) { $0 + events($1).count(where: isWanted) }
    }

    var log: String { folder.text(of: "replicas.log") }

    func row() async throws -> RedisReply {
        let key = try RegistrationPlan(settings()).key
        return try await observer.call(RedisCommand("GET", [names.row(key)]))
    }

    func deleteRow() async throws {
        let key = try RegistrationPlan(settings()).key
        _ = try await observer.call(RedisCommand("DEL", [names.row(key)]))
    }

    /// Has a replica use what it holds, as the coordinator does.
    func use(by member: Member, _ number: UInt32) async throws -> RegistrationUse {
        member.coordinator.send(ReplicaOrder.useRegistration(number: number, Self.id).encoded)
        var used: RegistrationUse?
        try await loop.until("the order is answered") {
            while case .message(let bytes) = member.coordinator.receive() {
                if case .registrationUsed(number, let use) = try ReplicaReport(decoding: bytes) { used = use }
            }
            return used != nil
        }
        return used ?? .nothing
    }

    func inject(_ kind: AuthorizationFault.Kind, on endpoints: Set<AuthorizationFault.Endpoint>, delay: UInt64 = 0) {
        _ = host.change { $0.inject(AuthorizationFault(id: .init(1), kind, on: endpoints, delay: delay)) }
    }

    func lift() { _ = host.change { $0.lift(.init(1)) } }
}
