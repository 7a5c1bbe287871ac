import Testing

@testable import ReplicaCore

/// A check is believed when it has been seen to fail.
struct EnvironmentDefectTests {
    private static let seeds: ClosedRange<UInt64> = 1...40

    @Test(arguments: EnvironmentDefect.all)
    func `every defect of the original is found by the invariant that is there for it`(_ defect: EnvironmentDefect) {
        let found = Self.seeds.lazy.map { Self.violations($0, defect.patch) }.first { violations in
            violations.contains { $0.invariant == defect.invariant }
        }
        #expect(found != nil, "\(defect.invariant) does not see it")
    }

    @Test func `every invariant has a defect that it finds`() {
        let names = Set(TraceJudge.invariants.map { $0.name })
        #expect(names == Set((1...16).map { "I\($0)" }))
        #expect(names.subtracting(EnvironmentDefect.all.map(\.invariant)) == [])
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a patch that changes nothing is found by nobody`(seed: UInt64) {
        #expect(Self.violations(seed, KeeperPatch()) == [])
    }

    private static func violations(_ seed: UInt64, _ patch: KeeperPatch) -> [TraceViolation] {
        var settings = EnvironmentWorld.Settings()
        settings.losesData = seed % 2 == 0
        var world = EnvironmentWorld(seed: seed, settings: settings, patch: patch)
        world.schedule(troubles: 60, withinMilliseconds: 4_000)
        world.run(milliseconds: 4_500)
        world.settleAndClose()
        return world.violations
    }
}
