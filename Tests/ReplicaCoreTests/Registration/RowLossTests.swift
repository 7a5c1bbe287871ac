import Credentials
import Doubles
import Stores
import Testing

@testable import ReplicaCore

/// What was in force is not there any more, or something else is.
@Suite struct RowLossTests {
    private func resolved(_ seed: UInt64, replicas: Int = 8, secretLife: Int64? = nil) throws -> RegistrationWorld {
        let world = try RegistrationWorld(seed: seed, replicas: replicas, secretLife: secretLife)
        world.run(milliseconds: 3_000)
        #expect(world.used == [world.winner] && world.winner != nil)
        return world
    }

    @Test func `a row that is lost is put back, and nobody registers`() throws {
        let world = try resolved(21)
        let before = world.winner
        world.store.plant(nil, under: world.key)
        world.run(milliseconds: 6_000)
        #expect(world.winner == before && world.server.entries.count == 1)
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty, "\(world.violations)")
    }

    /// The test of versions.md: "the wrong registration is not withdrawn".
    @Test(arguments: 0..<20)
    func `a newcomer that finds no row registers, and the lower generation is the one that goes`(seed: UInt64) throws {
        let world = try resolved(seed)
        let before = try #require(world.winner)
        world.store.plant(nil, under: world.key)
        world.store.onMessage = { _ in }  // nobody hears of it
        for number in world.replicas.indices { world.drop(number, forMilliseconds: 600) }
        try world.addReplica()
        world.run(milliseconds: 400)
        let after = try #require(world.winner)
        #expect(after != before)
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty, "\(world.violations)")
        #expect(world.winner == after && world.live == [after])
    }

    /// A primary that lost the newest row gives the fleet the old one back: who holds the newer one puts it back.
    @Test func `an older row gives way to the newer one that a replica holds`() throws {
        let world = try resolved(22)
        let copy = world.store.copy()
        world.deliver(.refusedAtUse(clientID: try #require(world.winner)), to: 0)
        world.run(milliseconds: 2_000)
        let newer = try #require(world.winner)
        #expect(newer != copy.row(of: world.key)?.clientID)
        world.lose(since: copy)
        try world.settle()
        world.judge()
        #expect(world.winner == newer && world.violations.isEmpty, "\(world.violations)")
    }

    /// It slept while what it holds was withdrawn, and wakes up before an empty store.
    @Test func `what was withdrawn does not come back from the memory of a sleeper`() throws {
        let world = try resolved(23)
        let old = try #require(world.winner)
        world.freeze(0)
        for number in world.replicas.indices.dropFirst() { world.deliver(.refusedAtUse(clientID: old), to: number) }
        world.run(milliseconds: 40_000)
        #expect(world.live.count == 1 && world.live != [old])
        for number in world.replicas.indices.dropFirst() { world.kill(number) }
        world.store.plant(nil, under: world.key)
        world.thaw(0)
        world.run(milliseconds: 3_000)
        #expect(world.winner != old && world.winner != nil)
        #expect(world.replicas[0].used?.clientID == world.winner)
    }

    @Test func `a row that nobody can read is overwritten by who holds a registration`() throws {
        let world = try resolved(24)
        let before = world.winner
        world.store.plant(.text(Array("{".utf8)), under: world.key)
        world.run(milliseconds: 6_000)
        #expect(world.winner == before && world.server.entries.count == 1)
    }

    @Test func `a server that lost its clients is given new ones, once`() throws {
        let world = try resolved(25)
        let old = try #require(world.winner)
        #expect(world.server.forget(tenant: nil) == 1)
        for number in world.replicas.indices { world.deliver(.refusedAtUse(clientID: old), to: number) }
        #expect(world.used == [nil])
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty && world.server.entries.count == 2, "\(world.violations)")
        #expect(world.replicas.map(\.resolver.status.leaked).reduce(0, +) == 0 || world.live.count == 1)
    }

    // MARK: secrets that end

    @Test(arguments: 0..<10)
    func `a secret that ends is renewed once by one, and adopted by all before its end`(seed: UInt64) throws {
        let world = try resolved(seed, replicas: 20, secretLife: 120)
        let first = try #require(world.winner)
        world.run(milliseconds: 110_000)
        #expect(world.server.entries.count == 2 && world.winner != first && world.used == [world.winner])
        world.run(milliseconds: 40_000)
        #expect(world.live == [world.winner].compactMap { $0 })
        #expect(world.replicas.map(\.resolver.status.renewed).reduce(0, +) == 1 && world.violations.isEmpty)
    }

    @Test func `an ended secret is nobody's, even when nobody can renew it`() throws {
        let world = try resolved(26, secretLife: 60)
        _ = world.server.inject(AuthorizationFault(id: .init(1), .status(500, retryAfter: 0), on: [.register]))
        world.run(milliseconds: 70_000)
        #expect(world.used == [nil] && world.violations.isEmpty, "\(world.violations)")
        _ = world.server.lift(.init(1))
        world.run(milliseconds: 40_000)
        #expect(world.used == [world.winner] && world.winner != nil && world.violations.isEmpty)
    }
}
