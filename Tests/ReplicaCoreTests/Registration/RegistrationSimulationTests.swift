import Credentials
import Doubles
import Stores
import Testing

@testable import ReplicaCore

/// Random lives of small fleets. A failure names its seed, and the seed runs it again.
@Suite struct RegistrationSimulationTests {
    static let blocks = Array(0..<8)
    static let seedsPerBlock = 8

    @Test(arguments: blocks)
    func `whatever befalls a fleet, one registration is in force at rest and no other is left`(block: Int) throws {
        for seed in Self.seeds(of: block) {
            let world = try Self.world(seed)
            world.scheduleFaults(count: 12, withinMilliseconds: 30_000, losesData: false)
            try Self.judge(world, seed)
            #expect(world.leaks.unavoidable.count <= world.excuses, "seed \(seed)")
        }
    }

    @Test(arguments: blocks)
    func `the same when the store loses data`(block: Int) throws {
        for seed in Self.seeds(of: block) {
            let world = try Self.world(seed)
            world.scheduleFaults(count: 12, withinMilliseconds: 30_000, losesData: true)
            try Self.judge(world, seed)
            #expect(world.leaks.unavoidable.count <= world.excuses + world.erased.count, "seed \(seed)")
        }
    }

    /// A verdict that cannot fail is worth nothing.
    @Test func `a fleet whose lists are never read leaks, and the verdict says so`() throws {
        let world = try RegistrationWorld(seed: 1, replicas: 6)
        world.sabotage = { input in
            if case .losersListed = input { .losersListed(.success([])) } else { input }
        }
        world.run(milliseconds: 3_000)
        world.deliver(.refusedAtUse(clientID: try #require(world.winner)), to: 0)
        try world.settle()
        world.judge()
        #expect(world.violations.contains { $0.contains("leaked") })
    }

    @Test func `a fleet that takes the winner for a loser withdraws it, and the verdict says so`() throws {
        let world = try RegistrationWorld(seed: 2, replicas: 3)
        world.sabotage = { [unowned world] input in
            switch input {
            case .losersListed: .losersListed(.success([world.store.row(of: world.key)].compactMap { $0 }))
            case .permitEnded: .permitEnded(.success(.go))
            default: input
            }
        }
        world.run(milliseconds: 60_000)
        #expect(world.violations.contains { $0.contains("the client of the row is withdrawn") })
    }

    private static func seeds(of block: Int) -> [UInt64] {
        (0..<seedsPerBlock).map { UInt64(block * seedsPerBlock + $0) }
    }

    private static func world(_ seed: UInt64) throws -> RegistrationWorld {
        let world = try RegistrationWorld(
            seed: seed, replicas: Int(3 + seed % 5), secretLife: seed.isMultiple(of: 3) ? 45 : nil)
        world.lostHints = seed.isMultiple(of: 4) ? 500 : 0
        world.lostAnswers = seed.isMultiple(of: 5) ? 30 : 0
        return world
    }

    private static func judge(_ world: RegistrationWorld, _ seed: UInt64) throws {
        world.run(milliseconds: 32_000)
        try world.settle()
        world.judge()
        for violation in world.violations { Issue.record("seed \(seed): \(violation)") }
    }
}

extension RegistrationWorld {
    /// At most so many registrations may be left that nobody knows: one for each answer that was lost and each death of a
    /// holder with an answer under way.
    var excuses: Int { server.entries.count { !$0.isAnswered || diedWithIts(makers[$0.clientID], $0.clientID) } }

    /// Whoever registered it died before any script of the store had seen it.
    private func diedWithIts(_ maker: Life?, _ client: String) -> Bool {
        guard let maker else { return false }
        return !known.contains(client) && !isCurrent(maker)
    }

    func scheduleFaults(count: Int, withinMilliseconds time: UInt64, losesData: Bool) {
        for _ in 0..<count {
            let kind = Int.random(in: 0..<(losesData ? 8 : 6), using: &random)
            let number = Int.random(in: 0..<replicas.count, using: &random)
            let length = UInt64.random(in: 20...8_000, using: &random)
            at(milliseconds: .random(in: 0...time, using: &random)) { [unowned self] in
                strike(kind, number, forMilliseconds: length)
            }
        }
    }

    private func strike(_ kind: Int, _ number: Int, forMilliseconds length: UInt64) {
        switch kind {
        case 0:
            kill(number)
            at(milliseconds: length) { [unowned self] in restartIfDead(number) }
        case 1:
            freeze(number)
            at(milliseconds: length) { [unowned self] in thaw(number) }
        case 2: drop(number, forMilliseconds: length)
        case 3: injectFault(.loseAnswer, on: [.register, .delete], times: 1)
        case 4: injectFault(.status(503, retryAfter: 0), on: [.discovery, .register, .delete], times: 3)
        case 5: if let used = replicas[number].used { deliver(.refusedAtUse(clientID: used.clientID), to: number) }
        case 6:
            let copy = store.copy()
            at(milliseconds: length) { [unowned self] in lose(since: copy) }
        default:
            if let winner { erased.insert(winner) }
            store.plant(nil, under: key)
            drop(number, forMilliseconds: length)
        }
    }

    private func injectFault(
        _ kind: AuthorizationFault.Kind, on endpoints: Set<AuthorizationFault.Endpoint>, times: UInt32
    ) {
        let id = AuthorizationFault.ID(UInt32(injected.count + 1))
        injected.append(id)
        _ = server.inject(AuthorizationFault(id: id, kind, on: endpoints, times: times))
    }

    private func restartIfDead(_ number: Int) {
        do {
            try restart(number)
        } catch {
            note("r\(number) cannot start again")
        }
    }
}
