import Credentials
import Testing

@testable import ReplicaCore

/// Random lives of small fleets of caches. A failure names its seed, and the seed runs it again.
struct KeySimulationTests {
    static let blocks = Array(0..<6)
    static let seedsPerBlock = 16

    @Test(arguments: blocks)
    func `as long as Redis keeps its data, a revision means what it says, and nobody takes back an acknowledgement`(
        block: Int
    ) {
        for seed in Self.seeds(of: block) { Self.live(seed, losesData: false) }
    }

    @Test(arguments: blocks)
    func `whatever Redis loses, the dead stay dead, are put back, and all agree in the end`(block: Int) {
        for seed in Self.seeds(of: block) { Self.live(seed, losesData: true) }
    }

    @Test func `the lives are lives: keys die, failovers lose, deactivations are put back`() {
        var writtenBack = 0, lost = 0, divergences = 0, gaps = 0
        for seed in Self.seeds(of: 0) {
            let world = Self.live(seed, losesData: true)
            for replica in world.replicas {
                writtenBack += replica.cache.status.writtenBack
                lost += replica.cache.status.lostCreates
                divergences += replica.cache.status.divergences
                gaps += replica.cache.status.gaps
            }
        }
        #expect(writtenBack > 5 && lost > 5 && divergences > 20 && gaps > 20)
    }

    @discardableResult
    private static func live(_ seed: UInt64, losesData: Bool) -> KeyWorld {
        var world = KeyWorld(
            seed: seed, replicas: 2 + Int(seed % 3), losesData: losesData, losesMessages: seed % 3 == 0,
            page: [1, 3, 7, 500][Int(seed % 4)])
        world.schedule(troubles: 40, withinMilliseconds: 3_000)
        world.run(milliseconds: 3_500)
        world.settleAndJudge()
        for violation in world.violations { Issue.record("seed \(seed): \(violation)") }
        return world
    }

    private static func seeds(of block: Int) -> [UInt64] {
        (0..<seedsPerBlock).map { UInt64(block * seedsPerBlock + $0) }
    }
}
