import Testing

@testable import ReplicaCore

/// The promise of `--wait`: it never says "done" while a replica may still accept what was before.
@Suite struct HoldsSimulationTests {
    private static let seeds: UInt64 = 120

    private func ran(_ seed: UInt64, _ judge: HoldsWorld.Judge = .ours, isCalm: Bool = false) -> HoldsWorld {
        var world = HoldsWorld(seed: seed, judge: judge, isCalm: isCalm)
        world.run()
        return world
    }

    @Test(arguments: 0..<6)
    func `it is never done while a replica may still accept the old key`(_ part: Int) {
        for seed in stride(from: UInt64(part), to: Self.seeds, by: 6) {
            let world = ran(seed)
            #expect(world.liars.isEmpty, "seed \(seed): done at \(world.doneAt ?? 0)")
        }
    }

    /// Else the promise would be kept by saying nothing.
    @Test func `in a calm world it is done within a poll, an entry and a look`() throws {
        for seed in 0..<30 as Range<UInt64> {
            let world = ran(seed, isCalm: true)
            let done = try #require(world.doneAt)
            #expect(done - world.change <= 500 + 200 + 100 + 200 + 300, "seed \(seed)")
        }
    }

    @Test func `in a bad world it is done sometimes, too`() {
        let done = (0..<60 as Range<UInt64>).count { ran($0).doneAt != nil }
        #expect(done > 5)
    }

    /// The simulation itself: it must find each of these out.
    @Test(arguments: [HoldsWorld.Judge.trustingTheClock, .forgettingTheChange, .excusingTheMissing])
    func `a judge who says done too early is caught`(_ judge: HoldsWorld.Judge) {
        let caught = (0..<Self.seeds).lazy.filter { !ran($0, judge).liars.isEmpty }.first
        #expect(caught != nil)
    }
}
