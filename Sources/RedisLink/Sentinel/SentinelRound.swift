/// One round of questions to the Sentinels for one purpose: whom to ask next, which node to try, when to give up.
///
/// A value without I/O. Each Sentinel is asked at most once and each node tried at most once, so a round ends. A node that
/// has been replaced, as far as we know, is tried last, and only when no other node is named by more Sentinels: a Sentinel
/// that is behind cannot lead us back to a demoted primary, and a wrong belief cannot keep us away from the right one.
struct SentinelRound {
    enum Step: Equatable {
        case ask(Int)
        case found(SentinelNaming)
        case giveUp(RedisError)
    }

    private struct Candidate {
        let naming: SentinelNaming
        var votes = 1
        var isTried = false
        /// The node itself denies it: who named it has no say.
        var isRefuted = false
    }

    private let masterName: String
    private let count: Int
    private var next: Int
    private var unasked: Int
    private var candidates: [Candidate] = []
    private var tried: Int?
    private var silence: RedisError?
    private var failure: RedisError?

    /// Begins with the Sentinel at `first`.
    init(masterName: String, count: Int, first: Int) {
        self.masterName = masterName
        self.count = count
        next = first
        unasked = count
    }

    /// Begins with a node that is named already, by an announcement or by another round.
    init(masterName: String, count: Int, trying naming: SentinelNaming) {
        self.init(masterName: masterName, count: count, first: (naming.sentinel + 1) % count)
        unasked = count - 1
        candidates = [Candidate(naming: naming, isTried: true)]
        tried = 0
    }

    mutating func begin() -> Step { advance() }

    /// A Sentinel names a node; `isReplaced` when another one took its place, as far as we know.
    mutating func named(_ naming: SentinelNaming, isReplaced: Bool) -> Step {
        let place = count(naming)
        return candidates[place].isTried || isReplaced ? advance() : attempt(place)
    }

    /// A Sentinel does not know, or does not say.
    mutating func notNamed(_ reason: RedisError) -> Step {
        silence = reason
        return advance()
    }

    /// The node that was tried cannot be used.
    mutating func rejected(_ reason: RedisError) -> Step {
        failure = reason
        if let tried, reason.code == .notMaster { candidates[tried].isRefuted = true }
        return advance()
    }

    private mutating func advance() -> Step {
        guard unasked > 0 else { return attemptReplaced() }
        defer {
            next = (next + 1) % count
            unasked -= 1
        }
        return .ask(next)
    }

    /// All have been asked: what was put off is tried, unless more of them name something else.
    private mutating func attemptReplaced() -> Step {
        let most = candidates.lazy.filter { !$0.isRefuted }.map(\.votes).max() ?? 0
        let place = candidates.firstIndex { !$0.isTried && $0.votes >= most }
        return place.map { attempt($0) } ?? .giveUp(reason)
    }

    private mutating func attempt(_ place: Int) -> Step {
        candidates[place].isTried = true
        tried = place
        return .found(candidates[place].naming)
    }

    private mutating func count(_ naming: SentinelNaming) -> Int {
        if let place = candidates.firstIndex(where: { $0.naming.endpoint == naming.endpoint }) {
            candidates[place].votes += 1
            return place
        }
        candidates.append(Candidate(naming: naming))
        return candidates.count - 1
    }

    /// What a node said weighs more than the silence of a Sentinel.
    private var reason: RedisError { failure ?? .notLocated(masterName, asked: count, last: silence) }
}
