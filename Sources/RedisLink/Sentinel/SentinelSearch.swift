/// Performs what a ``SentinelRound`` decides; its outcome comes through `onEnd`, for a round as often as it is continued.
final class SentinelSearch {
    private unowned let sentinel: RedisSentinel
    private let onEnd: (Result<SentinelNaming, RedisError>) -> Void
    private var round: SentinelRound?
    /// Tells the answer that is awaited from one that came too late.
    private var question = 0

    init(of sentinel: RedisSentinel, onEnd: @escaping (Result<SentinelNaming, RedisError>) -> Void) {
        self.sentinel = sentinel
        self.onEnd = onEnd
    }

    /// Begins a new round, with the Sentinel at `first`.
    func begin(with first: Int) {
        var round = SentinelRound(masterName: sentinel.masterName, count: sentinel.count, first: first)
        perform(round.begin(), of: round)
    }

    /// Begins a new round with a node that is named already.
    func begin(trying naming: SentinelNaming) {
        cancel()
        round = SentinelRound(masterName: sentinel.masterName, count: sentinel.count, trying: naming)
        onEnd(.success(naming))
    }

    /// The node that was found cannot be used: the round goes on.
    func goOn(after reason: RedisError) { advance { $0.rejected(reason) } }

    func cancel() {
        round = nil
        question += 1
    }

    private func advance(_ change: (inout SentinelRound) -> SentinelRound.Step) {
        guard var round else { return }
        perform(change(&round), of: round)
    }

    private func perform(_ step: SentinelRound.Step, of round: SentinelRound) {
        self.round = round
        question += 1
        switch step {
        case .ask(let index): ask(index)
        case .found(let naming):
            if sentinel.belief.isReplaced(naming.endpoint) { sentinel.returned(to: naming) }
            onEnd(.success(naming))
        case .giveUp(let reason): onEnd(.failure(reason))
        }
    }

    private func ask(_ index: Int) {
        sentinel.ask(index) { [weak self, question] answer in
            guard let self, self.question == question else { return }
            advance { step(after: answer, of: index, in: &$0) }
        }
    }

    private func step(
        after answer: SentinelAnswer, of index: Int, in round: inout SentinelRound
    ) -> SentinelRound.Step {
        switch answer {
        case .failed(let reason): return round.notNamed(reason)
        case .unknown: return round.notNamed(.unknownToSentinel)
        case .named(let address):
            let naming = sentinel.naming(address, by: index)
            return round.named(naming, isReplaced: sentinel.belief.isReplaced(naming.endpoint))
        }
    }
}
