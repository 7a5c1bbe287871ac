@testable import Checks
import History
@testable import Scenario
import Testing

/// Attempts to fail over, as three Sentinels tell of them.
struct ElectionTests {
    private static let second: Time = 1_000_000_000

    private func elections(_ words: [(Double, SentinelWord, UInt8, UInt8)]) -> [Election] {
        let said = words.map { at, word, sentinel, node in
            Announcement(
                at: Time(at * Double(Self.second)), word: word, sentinel: sentinel, node: NodeID(node))
        }
        return Elections(said, failoverTimeout: 3 * Self.second).all
    }

    @Test func `one that all Sentinels tell of is one`() {
        let told = elections([
            (1, .subjectivelyDown, 1, 1), (1.1, .objectivelyDown, 1, 1), (1.2, .tryFailover, 1, 1),
            (1.3, .electedLeader, 1, 1), (2, .switchMaster, 1, 2), (2.1, .switchMaster, 2, 2), (3, .failoverEnd, 1, 2),
            (3.1, .switchMaster, 3, 2),
        ])
        #expect(told.map(\.hasFailed) == [false])
        #expect(told.first?.winner == NodeID(2))
    }

    @Test func `two that try at once are candidates of one, and its loser has not failed it`() {
        let told = elections([
            (1.2, .tryFailover, 1, 1), (1.25, .tryFailover, 2, 1), (1.3, .electedLeader, 1, 1),
            (2, .switchMaster, 1, 2),
            (4.3, .failoverAborted, 2, 1),
        ])
        #expect(told.map(\.hasFailed) == [false])
    }

    @Test func `one that comes to nothing has failed once, and the next attempt is another`() {
        let told = elections([
            (1, .tryFailover, 1, 1), (1, .tryFailover, 2, 1), (1.1, .electedLeader, 1, 1),
            (1.2, .failoverAborted, 1, 1), (3, .failoverAborted, 2, 1), (7.5, .tryFailover, 2, 1),
            (7.6, .electedLeader, 2, 1), (8, .switchMaster, 2, 2), (9, .switchMaster, 1, 2),
        ])
        #expect(told.map(\.hasFailed) == [true, false])
    }

    @Test func `who tries again has been elected anew`() {
        let told = elections([
            (1, .tryFailover, 1, 1), (1.1, .failoverAborted, 1, 1), (2, .tryFailover, 1, 1),
            (2.1, .failoverAborted, 1, 1),
        ])
        #expect(told.map(\.hasFailed) == [true, true])
    }

    @Test func `a Sentinel that is late to tell of a switch tells of no other attempt`() {
        let told = elections([
            (1, .tryFailover, 1, 1), (2, .switchMaster, 1, 2), (2.5, .tryFailover, 1, 2), (3, .switchMaster, 3, 2),
            (3.5, .failoverAborted, 1, 2),
        ])
        #expect(told.map(\.hasFailed) == [false, true])
    }

    @Test func `what was not heard of from its beginning counts as well`() {
        #expect(elections([(2, .switchMaster, 1, 2)]).map(\.hasFailed) == [false])
        #expect(elections([(2, .failoverAborted, 1, 1), (2.1, .failoverAborted, 2, 1)]).map(\.hasFailed) == [true])
        #expect(elections([(2, .failoverAborted, 1, 1), (9, .switchMaster, 2, 2)]).map(\.hasFailed) == [true, false])
    }

    @Test func `failed ones are counted among all that were tried`() throws {
        var scene = Scene()
        #expect(
            try scene.findings().metrics["failovers.failed"] == Measurement(value: nil, unit: "count", samples: 0))
        for (at, word) in [(2_000.0, SentinelWord.tryFailover), (2_100, .failoverAborted), (3_000, .tryFailover)] {
            scene.coordinator.append((at, .sentinelSaid(word, sentinel: 1, node: .first)))
        }
        scene.coordinator.append((3_500, .sentinelSaid(.switchMaster, sentinel: 1, node: NodeID(2))))
        #expect(
            try scene.findings().metrics["failovers.failed"] == Measurement(value: 1, unit: "count", samples: 2))
    }
}
