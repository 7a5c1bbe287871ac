import Credentials
import Testing

@testable import ReplicaCore

/// Random lives of small fleets of keepers, judged by every invariant. A failure names its seed, and the seed runs it
/// again.
struct EnvironmentSimulationTests {
    static let blocks = Array(0..<4)
    static let seedsPerBlock = 8

    @Test(arguments: blocks)
    func `whatever documents come, every invariant holds`(block: Int) {
        for seed in Self.seeds(of: block) { Self.live(seed, losesData: false) }
    }

    @Test(arguments: blocks)
    func `failovers that lose documents: what is held is put back, and every invariant holds`(block: Int) {
        for seed in Self.seeds(of: block) { Self.live(seed, losesData: true) }
    }

    @Test func `the lives are lives: clients come late and are lost, documents are lost and put back, keys end`() {
        var (late, lost, failed, putBack, gaps, ended) = (0, 0, 0, 0, 0, 0)
        for seed in Self.seeds(of: 0) {
            let world = Self.live(seed, losesData: true)
            for replica in world.replicas {
                putBack += replica.machine.keeper.documents.putBack
                gaps += replica.machine.keeper.documents.gaps
            }
            for entry in world.trace {
                guard case .printed(let text) = entry.event else { continue }
                late += text.contains("clientLate") ? 1 : 0
                lost += text.contains("clientLost") ? 1 : 0
                failed += text.contains("clientFailed") ? 1 : 0
                ended += text.contains("ended") ? 1 : 0
            }
        }
        #expect(late > 5)
        #expect(lost > 10)
        #expect(failed > 5)
        #expect(putBack > 3)
        #expect(gaps > 5)
        #expect(ended > 20)
    }

    @discardableResult
    private static func live(_ seed: UInt64, losesData: Bool) -> EnvironmentWorld {
        var settings = EnvironmentWorld.Settings()
        settings.replicas = 1 + Int(seed % 3)
        settings.losesData = losesData
        settings.losesMessages = seed % 3 == 0
        settings.failsStarts = seed % 2 == 0
        var world = EnvironmentWorld(seed: seed, settings: settings)
        world.schedule(troubles: 40, withinMilliseconds: 3_000)
        world.run(milliseconds: 3_500)
        world.settleAndClose()
        for violation in world.violations.prefix(5) { Issue.record("seed \(seed): \(violation)") }
        return world
    }

    private static func seeds(of block: Int) -> [UInt64] {
        (0..<seedsPerBlock).map { UInt64(block * seedsPerBlock + $0) }
    }
}
