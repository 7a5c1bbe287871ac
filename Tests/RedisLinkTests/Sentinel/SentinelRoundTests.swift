import Testing

@testable import RedisLink

@Suite struct SentinelRoundTests {
    private static let refused = WireFailure.system("Connection refused").asError(phase: .connect)
    private static let slave = RedisError(
        code: .notMaster, phase: .handshake, command: "ROLE", mayHaveTakenEffect: false, detail: "a replica")

    private func round(of count: Int = 3, first: Int = 0) -> SentinelRound {
        SentinelRound(masterName: "m", count: count, first: first)
    }

    private func naming(_ port: Int, by sentinel: Int) -> SentinelNaming {
        SentinelNaming(endpoint: .tcp(host: "127.0.0.1", port: port), sentinel: sentinel)
    }

    private func failure(_ step: SentinelRound.Step) -> RedisError? {
        if case .giveUp(let reason) = step { reason } else { nil }
    }

    @Test func `the Sentinels are asked in turn, from the first on, each once`() {
        var round = round(first: 2)
        #expect(round.begin() == .ask(2))
        #expect(round.notNamed(Self.refused) == .ask(0))
        #expect(round.notNamed(.unknownToSentinel) == .ask(1))
        let reason = failure(round.notNamed(Self.refused))
        #expect(reason?.code == .notLocated)
        #expect(reason?.phase == .locate)
        #expect(reason?.detail.contains("none of 3") == true)
        #expect(reason?.detail.contains("Connection refused") == true)
    }

    @Test func `the first node that is named is tried`() {
        var round = round()
        _ = round.begin()
        #expect(round.named(naming(1, by: 0), isReplaced: false) == .found(naming(1, by: 0)))
    }

    @Test(arguments: [refused, slave]) func `a node that cannot be used leads to the next Sentinel`(reason: RedisError)
    {
        var round = round()
        _ = round.begin()
        _ = round.named(naming(1, by: 0), isReplaced: false)
        #expect(round.rejected(reason) == .ask(1))
        #expect(round.named(naming(2, by: 1), isReplaced: false) == .found(naming(2, by: 1)))
    }

    @Test func `a node is tried once in a round, whoever names it`() {
        var round = round()
        _ = round.begin()
        _ = round.named(naming(1, by: 0), isReplaced: false)
        _ = round.rejected(Self.refused)
        #expect(round.named(naming(1, by: 1), isReplaced: false) == .ask(2))
        #expect(round.named(naming(1, by: 2), isReplaced: false) == .giveUp(Self.refused))
    }

    @Test func `a node that was replaced is tried only when all have been asked`() {
        var round = round()
        _ = round.begin()
        #expect(round.named(naming(1, by: 0), isReplaced: true) == .ask(1))
        #expect(round.named(naming(2, by: 1), isReplaced: false) == .found(naming(2, by: 1)))
        #expect(round.rejected(Self.refused) == .ask(2))
        #expect(round.named(naming(2, by: 2), isReplaced: false) == .giveUp(Self.refused))
    }

    @Test func `a way back that all speak of is taken`() {
        var round = round()
        _ = round.begin()
        _ = round.named(naming(1, by: 0), isReplaced: true)
        _ = round.notNamed(Self.refused)
        #expect(round.named(naming(1, by: 2), isReplaced: true) == .found(naming(1, by: 0)))
        #expect(round.rejected(Self.slave) == .giveUp(Self.slave))
    }

    @Test func `a Sentinel that names a dead node cannot starve us of one that others call the primary`() {
        var round = round()
        _ = round.begin()
        _ = round.named(naming(9, by: 0), isReplaced: false)
        _ = round.rejected(Self.refused)
        #expect(round.named(naming(1, by: 1), isReplaced: true) == .ask(2))
        #expect(round.notNamed(Self.refused) == .found(naming(1, by: 1)))
    }

    @Test func `the word of who was refuted by the node counts for nothing`() {
        var round = round()
        _ = round.begin()
        _ = round.named(naming(9, by: 0), isReplaced: false)
        _ = round.rejected(Self.slave)
        _ = round.named(naming(9, by: 1), isReplaced: false)
        #expect(round.named(naming(1, by: 2), isReplaced: true) == .found(naming(1, by: 2)))
    }

    @Test func `a round that begins with an announcement asks the others only`() {
        var round = SentinelRound(masterName: "m", count: 3, trying: naming(2, by: 2))
        #expect(round.rejected(Self.refused) == .ask(0))
        #expect(round.notNamed(Self.refused) == .ask(1))
        #expect(round.named(naming(2, by: 1), isReplaced: false) == .giveUp(Self.refused))
    }

    @Test func `a round over one Sentinel ends too`() {
        var round = SentinelRound(masterName: "m", count: 1, trying: naming(2, by: 0))
        #expect(round.rejected(Self.refused) == .giveUp(Self.refused))
    }

    /// Whatever the Sentinels and the nodes say: a round is over after each Sentinel and each node had its turn.
    @Test(arguments: 0..<200 as Range<UInt64>) func `every round ends`(seed: UInt64) {
        var generator = SplitMix(state: seed)
        let count = Int.random(in: 1...5, using: &generator)
        var round = round(of: count, first: Int.random(in: 0..<count, using: &generator))
        var step = round.begin()
        var (asked, tried) = ([Int](), [RedisEndpoint]())
        for _ in 0..<(2 * count + 1) {
            switch step {
            case .ask(let index):
                asked.append(index)
                let named = naming(Int.random(in: 1...3, using: &generator), by: index)
                step =
                    Bool.random(using: &generator)
                    ? round.named(named, isReplaced: .random(using: &generator)) : round.notNamed(Self.refused)
            case .found(let naming):
                tried.append(naming.endpoint)
                step = round.rejected(Bool.random(using: &generator) ? Self.slave : Self.refused)
            case .giveUp: break
            }
        }
        #expect(failure(step) != nil)
        #expect(Set(asked).count == count && asked.count == count)
        #expect(Set(tried).count == tried.count)
    }
}
