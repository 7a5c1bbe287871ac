import Credentials
import Doubles
import Testing

@testable import ReplicaCore

/// N replicas, an empty store.
@Suite struct ColdStartTests {
    @Test(arguments: 0..<10)
    func `fifty replicas register once`(seed: UInt64) throws {
        let world = try RegistrationWorld(seed: seed, replicas: 50)
        let isResolved = world.run(
            until: { world.used.count == 1 && world.used.first ?? nil != nil }, withinMilliseconds: 2_000)
        #expect(isResolved)
        try world.settle()
        world.judge()
        #expect(world.server.entries.count == 1 && world.violations.isEmpty, "\(world.violations)")
        #expect(world.failures.isEmpty)
        #expect(world.replicas.map(\.resolver.status.registered).reduce(0, +) == 1)
    }

    /// Who hears no hint looks again by itself.
    @Test func `without a single hint all adopt within a waiting poll`() throws {
        let world = try RegistrationWorld(seed: 3, replicas: 30)
        world.lostHints = 1000
        let done = world.run(until: { world.winner != nil }, withinMilliseconds: 1_000)
        world.run(milliseconds: 300)
        #expect(done && world.used == [world.winner])
    }

    @Test func `the last writer wins, everybody keeps what it got, and the rest is leaked`() throws {
        let world = try RegistrationWorld(seed: 1, replicas: 20) { $0.claim = .lastWriter }
        world.run(milliseconds: 30_000)
        #expect(world.server.entries.count > 1 && world.live.count == world.server.entries.count)
        #expect(world.used.count == world.server.entries.count)
        let registered = world.replicas.map(\.resolver.status.registered).reduce(0, +)
        #expect(registered == world.server.entries.count && registered > 10)
        try world.restartAll()
        world.run(milliseconds: 10_000)
        #expect(world.used == [world.winner] && world.server.entries.count == registered)
    }

    @Test func `a server that fails is asked once by all in each pause`() throws {
        let world = try RegistrationWorld(seed: 5, replicas: 40)
        _ = world.server.inject(AuthorizationFault(id: .init(1), .status(503, retryAfter: 0), on: [.register]))
        world.run(milliseconds: 10_000)
        let calls = world.server.lift(.init(1)) ?? 0
        #expect(calls >= 3 && calls <= 6, "\(calls) calls in ten seconds")
        #expect(world.failures.allSatisfy { $0.step == .dcrCall } && world.failures.count == Int(calls))
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty && world.server.entries.count == 1, "\(world.violations)")
    }

    @Test func `a Retry-After is heeded`() throws {
        let world = try RegistrationWorld(seed: 6, replicas: 5)
        let fault = AuthorizationFault(id: .init(1), .status(429, retryAfter: 20), on: [.register], times: 1)
        _ = world.server.inject(fault)
        world.run(milliseconds: 19_000)
        #expect(world.server.entries.isEmpty)
        world.run(milliseconds: 3_000)
        #expect(world.server.entries.count == 1 && world.used == [world.winner])
    }
}

extension RegistrationWorld {
    func restartAll() throws {
        for number in replicas.indices {
            kill(number)
            try restart(number)
        }
    }
}
