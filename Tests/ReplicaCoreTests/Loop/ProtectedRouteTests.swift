import Credentials
import History
import Testing

@testable import ReplicaCore

/// What opens a protected route, and what never does (contract B8, W8, W13).
struct ProtectedRouteTests {
    @Test func `an admin key and a managed key open it, each as itself, and nothing else does`() throws {
        var core = try core(admin: "A")
        load(&core, [1])
        #expect(decide(core, text: "Bearer A") == .adminKey(.current))
        #expect(decide(core, key: 1) == .managedKey(managedID(1), path: .none))
        #expect(decide(core, key: 2) == .refused)
        #expect(decide(core, text: "Bearer ") == .refused)
    }

    @Test func `a managed key opens no admin route`() throws {
        var core = try core(admin: "A")
        load(&core, [1])
        let isAdmin = bearer(managedToken(1)).withUnsafeBytes { core.decide($0, at: moment, on: .admin) }
        #expect(isAdmin == .refused)
    }

    @Test func `with no admin key and no record it is open, and the first record closes it for ever`() throws {
        var core = try core(admin: nil)
        #expect(decide(core, text: "Bearer anything") == .refused)
        handle(&core, .adminKey(.readEnded(.success(.absent))))
        #expect(decide(core, text: "Bearer anything") == .refused)
        load(&core, [])
        #expect(decide(core, text: "Bearer anything") == .open)
        handle(&core, .adminKey(.readEnded(.failure(.unreachable))))
        #expect(decide(core, text: "Bearer anything") == .open, "Redis away changes no verdict")
        handle(&core, .managedKeys(.acknowledged(record(1, deadAt: 5))))
        #expect(decide(core, text: "Bearer anything") == .refused)
    }

    @Test func `an admin key closes it, and the kill switch does not open it again`() throws {
        var core = try core(admin: nil)
        handle(&core, .adminKey(.readEnded(.success(.absent))))
        load(&core, [])
        handle(&core, .adminKey(.pushed(.fenced(5, "A"))))
        #expect(decide(core, text: "Bearer anything") == .refused)
        handle(&core, .adminKey(.pushed(.fenced(6, nil))))
        #expect(decide(core, text: "Bearer anything") == .refused)
        #expect(decide(core, text: "Bearer A") == .refused)
    }

    @Test func `a replica that may make a key of its own is not open`() throws {
        var core = try core(admin: nil, generates: true)
        handle(&core, .adminKey(.readEnded(.success(.absent))))
        load(&core, [])
        #expect(decide(core, text: "Bearer anything") == .refused)
    }

    @Test func `a replica is ready when all of it is`() throws {
        var core = try core(admin: "A", isStarted: false)
        var effects = core.handle(.started, at: moment)
        effects += core.handle(.linkUp, at: moment)
        effects += core.handle(.adminKey(.readEnded(.success(.fenced(5, "A")))), at: moment)
        #expect(!effects.contains(.ready))
        effects = core.handle(.managedKeys(.readEnded(.success(page([])))), at: moment)
        #expect(effects.contains(.ready))
        #expect(!core.handle(.managedKeys(.tick), at: moment).contains(.ready))
    }

    @Test func `a link that comes up has both parts read`() throws {
        var core = try core(admin: "A", isStarted: false)
        _ = core.handle(.started, at: moment)
        let effects = core.handle(.linkUp, at: moment)
        #expect(effects.contains(.adminKey(.read)))
        #expect(effects.contains { if case .managedKeys(.read) = $0 { true } else { false } })
    }

    private let moment = Moment(
        steady: SteadyTime(nanoseconds: 1_000_000_000), wall: WallTime(milliseconds: Watch.begin))

    private func core(admin: String?, generates: Bool = false, isStarted: Bool = true) throws -> ReplicaCore {
        var core = try ReplicaCore(
            adminKey: AdminKeySettings(configured: admin.map { Secret(text: $0) }, generates: generates),
            managedKeys: ManagedKeySettings(), probes: .init(interval: 10_000_000),
            fingerprintKey: Watch.fingerprintKey, seed: 1)
        if isStarted { for input in [ReplicaInput.started, .linkUp] { _ = core.handle(input, at: moment) } }
        return core
    }

    private func handle(_ core: inout ReplicaCore, _ input: ReplicaInput) { _ = core.handle(input, at: moment) }

    private func load(_ core: inout ReplicaCore, _ keys: [UInt64]) {
        handle(&core, .managedKeys(.readEnded(.success(page(keys.map { record($0) })))))
    }

    private func page(_ rows: [ManagedKeyRecord]) -> ManagedKeyPage {
        ManagedKeyPage(
            revision: rows.last?.revision ?? .zero, rows: rows, skipped: [], last: rows.last?.revision ?? .zero,
            lastID: rows.last?.id, hasMore: false, total: rows.count, holdsWitness: true)
    }

    private func record(_ number: UInt64, deadAt: UInt64? = nil) -> ManagedKeyRecord {
        let token = managedToken(number)
        return ManagedKeyRecord(
            id: managedID(number), name: "key", redactedValue: token.redacted, hash: token.hash,
            deactivatedAt: deadAt.map { _ in WallTime(milliseconds: Watch.begin) },
            createdAt: WallTime(milliseconds: Watch.begin), updatedAt: WallTime(milliseconds: Watch.begin),
            revision: Epoch(deadAt ?? number) ?? .zero)
    }

    private func bearer(_ token: ManagedKeyToken) -> [UInt8] {
        token.secret.withBytes { Array("Bearer ".utf8) + $0 }
    }

    private func decide(_ core: ReplicaCore, key number: UInt64) -> ProtectedDecision {
        bearer(managedToken(number)).withUnsafeBytes { core.decideProtected($0, at: moment) }
    }

    private func decide(_ core: ReplicaCore, text: String) -> ProtectedDecision {
        Array(text.utf8).withUnsafeBytes { core.decideProtected($0, at: moment) }
    }
}
