import Credentials
import History
import Testing

@testable import ReplicaCore

/// The tests that specs/versions.md names, as far as they concern the admin key.
struct NamedScenarioTests {
    static let seeds = Array(UInt64(0)..<8)

    @Test(arguments: seeds, [Int64(0), -2_000])
    func `collision after a lost write`(seed: UInt64, clockOfNewPrimary: Int64) throws {
        var world = try fleet(seed)
        world.rotate()
        world.run(milliseconds: 800)
        let lost = world.rotate()
        world.run(milliseconds: 10)
        world.failOver(losing: 1, skew: clockOfNewPrimary)
        let kept = world.rotate()
        finish(&world)
        #expect(world.servers[0].slot.record?.value == kept)
        #expect(!accepts(world, lost))
    }

    @Test(arguments: seeds)
    func `of two changes with one epoch all take the one with the larger nonce`(seed: UInt64) throws {
        var world = try fleet(seed)
        let time = world.time(of: 0)
        for nonce in [UInt64(9), 3] {
            world.servers[0].slot.put(.absent)
            let key = Secret(text: "nonce-\(nonce)")
            world.name(key)
            _ = world.servers[0].slot.rotate(to: key, nonce: nonce, floor: 0, time: time)
            world.note(0)
            world.publish(on: 0)
            world.run(milliseconds: 3)
        }
        finish(&world)
        #expect(world.servers[0].slot.record?.version.nonce.bits == 9)
    }

    @Test(arguments: seeds, [0, 1])
    func `two sides of a partition`(seed: UInt64, survivor: Int) throws {
        var world = try fleet(seed)
        world.partition()
        let first = world.rotate(on: 0)
        world.run(milliseconds: 700)
        let second = world.rotate(on: 1)
        world.run(milliseconds: 700)
        world.heal(survivor: survivor)
        finish(&world)
        #expect(world.servers[0].slot.record?.value == second)
        #expect(!accepts(world, first))
    }

    @Test(arguments: seeds)
    func `total data loss with a frozen survivor, who brings the rotation back`(seed: UInt64) throws {
        var world = try lossWithSurvivor(seed)
        let rotated = world.servers[0].slot.written.last
        world.loseData()
        world.run(milliseconds: 900)
        #expect(world.servers[0].slot.record?.value == Secret(text: "shared"), "restarted replicas know no better")
        finish(&world)
        #expect(world.servers[0].slot.content == rotated)
        #expect(!accepts(world, Secret(text: "shared")))
    }

    @Test(arguments: seeds)
    func `total data loss with a frozen survivor, who does not undo the rotation after it`(seed: UInt64) throws {
        var world = try lossWithSurvivor(seed)
        world.floor = 0
        world.loseData()
        world.run(milliseconds: 300)
        let rotated = world.rotate()
        world.run(milliseconds: 600)
        finish(&world)
        #expect(world.servers[0].slot.record?.value == rotated)
    }

    @Test(arguments: seeds)
    func `a poisoned epoch`(seed: UInt64) throws {
        var world = try fleet(seed)
        let good = world.rotate()
        world.run(milliseconds: 800)
        let poison = Secret(text: "poison")
        world.name(poison)
        world.servers[0].slot.put(.record(slot(UInt64(world.time(of: 0)) + 172_800_000, "poison")))
        world.publish(on: 0)
        world.run(milliseconds: 800)
        #expect(accepts(world, good))
        #expect(!accepts(world, poison))
        #expect(world.writesByReplicas == 1, "only the first bootstrap")
        let next = world.rotate()
        finish(&world)
        #expect(world.servers[0].slot.record?.value == next)
        #expect(!accepts(world, poison))
    }

    @Test(arguments: seeds)
    func `a retried rotation`(seed: UInt64) throws {
        var world = try fleet(seed)
        let key = world.rotate(nonce: 5)
        let first = world.servers[0].slot.record
        world.run(milliseconds: 20)
        world.rotate(to: key, nonce: 5)
        #expect(world.servers[0].slot.record == first)
        finish(&world)
        #expect(world.servers[0].slot.record == first)
    }

    @Test(arguments: seeds, [UInt64(0), 5, 20, 40, 60])
    func `rotate during repair`(seed: UInt64, delay: UInt64) throws {
        var world = try fleet(seed)
        world.rotate()
        world.run(milliseconds: 800)
        world.loseData()
        for _ in 0..<2_000 where world.replicas.allSatisfy({ $0.watcher.repairAt == nil }) {
            world.run(milliseconds: 1)
        }
        #expect(world.replicas.contains { $0.watcher.repairAt != nil })
        world.run(milliseconds: delay)
        let rotated = world.rotate()
        finish(&world)
        #expect(world.servers[0].slot.record?.value == rotated)
        #expect(world.servers[0].slot.record == world.lastAcknowledged)
    }

    @Test(arguments: seeds)
    func `revoke then repair`(seed: UInt64) throws {
        var world = try fleet(seed)
        world.rotate()
        world.run(milliseconds: 800)
        world.revoke()
        world.run(milliseconds: 800)
        world.loseData()
        world.kill(0, restartAfter: 1...5)
        world.run(milliseconds: 1_500)
        #expect(world.servers[0].slot.record == world.lastAcknowledged)
        for key in world.keys { #expect(!accepts(world, key)) }
        world.settleAndJudge()
        #expect(world.monitor.violations.isEmpty)
    }

    @Test(arguments: seeds)
    func `many replicas with keys of their own elect one`(seed: UInt64) throws {
        var world = try World(seed: seed, keys: (0..<20).map { "own-\($0)" })
        world.run(milliseconds: 300)
        #expect(world.writesByReplicas == 1)
        #expect(world.keys.filter { accepts(world, $0) }.count == 1)
        finish(&world)
    }

    /// Five replicas that were started with the same key and have bootstrapped it.
    private func fleet(_ seed: UInt64) throws -> World {
        var world = try World(seed: seed, keys: Array(repeating: "shared", count: 5))
        world.run(milliseconds: 800)
        return world
    }

    /// One replica is frozen holding a rotation; all others are restarted while Redis is away.
    private func lossWithSurvivor(_ seed: UInt64) throws -> World {
        var world = try fleet(seed)
        world.rotate()
        world.run(milliseconds: 800)
        world.freeze(4)
        for number in 0..<4 { world.kill(number, restartAfter: 100...200) }
        return world
    }

    private func finish(_ world: inout World) {
        world.run(milliseconds: 200)
        world.settleAndJudge()
        #expect(world.monitor.violations.isEmpty)
    }

    /// True when any replica of the fleet accepts the key now.
    private func accepts(_ world: World, _ key: Secret) -> Bool {
        world.replicas.indices.contains { number in
            let now = Moment(steady: SteadyTime(nanoseconds: world.now), wall: world.wall(of: number))
            return key.withBytes { bytes in
                bytes.withUnsafeBytes { world.replicas[number].watcher.snapshot.decide($0, at: now, on: .admin) }
            }.isAccepted
        }
    }
}
