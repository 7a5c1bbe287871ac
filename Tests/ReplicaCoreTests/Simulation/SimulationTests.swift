import Credentials
import History
import Testing

@testable import ReplicaCore

/// Random lives of small fleets. A failure names its seed, and the seed runs it again.
struct SimulationTests {
    static let blocks = Array(0..<8)
    static let seedsPerBlock = 60

    @Test(arguments: blocks)
    func `whatever befalls a fenced fleet, it ends up agreeing with the slot`(block: Int) throws {
        for seed in Self.seeds(of: block) {
            var world = try Self.world(seed: seed)
            world.schedule(Fault.allCases, count: 14, withinMilliseconds: 3_000)
            Self.judge(&world, seed)
        }
    }

    @Test(arguments: blocks)
    func `as long as Redis keeps its data, the last acknowledged change is what stands`(block: Int) throws {
        for seed in Self.seeds(of: block) {
            var world = try Self.world(seed: seed)
            world.schedule(Fault.harmless, count: 14, withinMilliseconds: 3_000)
            Self.judge(&world, seed)
            let versions = world.servers[0].slot.written.map { content in
                if case .record(let record) = content { VersionStamp(record.version) } else { VersionStamp.zero }
            }
            #expect(zip(versions, versions.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
            if let last = world.lastAcknowledged { #expect(world.servers[0].slot.record == last, "seed \(seed)") }
        }
    }

    @Test(arguments: blocks)
    func `whatever befalls a plain fleet, it ends up agreeing with the slot`(block: Int) throws {
        for seed in Self.seeds(of: block) {
            var world = try Self.world(seed: seed) { $0.format = .plain }
            let faults = Fault.allCases.filter { $0 != .partition }
            world.schedule(faults, count: 14, withinMilliseconds: 3_000)
            Self.judge(&world, seed)
        }
    }

    @Test(arguments: blocks)
    func `a fleet that may not write leaves the slot alone`(block: Int) throws {
        for seed in Self.seeds(of: block).prefix(20) {
            var world = try Self.world(seed: seed) { $0.repair = .none }
            world.schedule(Fault.allCases, count: 14, withinMilliseconds: 3_000)
            Self.judge(&world, seed)
            #expect(world.writesByReplicas == 0, "seed \(seed)")
        }
    }

    @Test func `the same seed gives the same run`() throws {
        let runs = try (0..<2).map { _ in
            var world = try Self.world(seed: 99)
            world.schedule(Fault.allCases, count: 14, withinMilliseconds: 3_000)
            world.run(milliseconds: 3_500)
            return (world.serial, world.servers[0].slot.written, world.random.next())
        }
        #expect(runs[0].0 == runs[1].0)
        #expect(runs[0].1 == runs[1].1)
        #expect(runs[0].2 == runs[1].2)
    }

    private static func seeds(of block: Int) -> [UInt64] {
        (0..<seedsPerBlock).map { UInt64(block * seedsPerBlock + $0) }
    }

    /// Three to six replicas, each with a key of its own, the same one, or none; push or not; clocks that differ.
    private static func world(
        seed: UInt64, change: (inout AdminKeySettings) -> Void = { _ in }
    ) throws -> World {
        var draw = SeededGenerator(seed: seed &* 31 &+ 7)
        let keys: [String?] = (0..<Int.random(in: 3...6, using: &draw)).map { number in
            [nil, "shared", "own-\(number)"].randomElement(using: &draw) ?? nil
        }
        var world = try World(seed: seed, keys: keys) {
            $0.usesPush = seed % 4 != 0
            $0.atStart = seed % 3 == 0 ? .refuse : .degrade
            change(&$0)
        }
        world.losesMessages = seed % 5 == 0
        world.goesThroughText = seed % 10 == 1
        for number in world.replicas.indices where seed % 2 == 0 {
            world.replicas[number].skew = .random(in: -2_000...2_000, using: &draw)
        }
        return world
    }

    private static func judge(_ world: inout World, _ seed: UInt64) {
        world.run(milliseconds: 3_200)
        world.settleAndJudge()
        for violation in world.monitor.violations { Issue.record("seed \(seed): \(violation)") }
    }
}
