import Credentials

/// The upstream clients of one environment: at most one for each key, whatever starts fail, come late or are lost.
///
/// A key's client is in one of four phases, and what is wanted is kept apart from it: a start cannot be called back, so
/// a key that goes meanwhile is merely unwanted, and its client is closed when the start completes; a key that comes back
/// meanwhile takes over the start that is under way. Nothing is started before what was closed is gone.
struct UpstreamClients: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        case starting(ClientToken)
        case running(ClientToken)
        case closing(ClientToken)
        /// There is none; it is started at this time.
        case resting(until: SteadyTime)
    }

    struct Slot: Equatable, Sendable {
        /// Nil for the client of an offline environment.
        let key: SDKKey?
        var phase: Phase
        var isWanted = true
        /// The later a key became primary, the higher: the highest client that runs serves the environment.
        var rank: UInt64
        var failures = 0
        /// Why its latest start came to nothing; nil after a good one.
        var failure: ClientFailure?
        /// The latest update that it holds, while it runs.
        var data: UInt64 = 0
    }

    enum Action: Equatable, Sendable {
        case start(ClientToken, SDKKey?)
        case close(ClientToken)
    }

    private(set) var slots: [Slot] = []

    /// Nothing runs and nothing is under way.
    var isEmpty: Bool { slots.isEmpty }

    /// The client whose data the environment serves: of the newest primary that has one running.
    var serving: Slot? {
        slots.filter { $0.isWanted && $0.isRunning }.max { $0.precedence < $1.precedence }
    }

    func slot(of key: SDKKey?) -> Slot? { slots.first { $0.key == key } }

    var nextWake: SteadyTime? {
        var next: SteadyTime?
        for place in slots.indices {
            if case .resting(let time) = slots[place].phase { next = .earlier(next, time) }
        }
        return next
    }
}

/// What is wanted.
extension UpstreamClients {
    mutating func want(_ key: SDKKey?, rank: UInt64, _ tokens: inout ClientTokens) -> Action? {
        if let place = slots.firstIndex(where: { $0.key == key }) {
            slots[place].isWanted = true
            slots[place].rank = rank
            return nil
        }
        let token = tokens.next()
        slots.append(Slot(key: key, phase: .starting(token), rank: rank))
        return .start(token, key)
    }

    /// A key became primary that has its client already.
    mutating func promote(_ key: SDKKey?, to rank: UInt64) {
        if let place = slots.firstIndex(where: { $0.key == key }) { slots[place].rank = rank }
    }

    mutating func unwant(_ key: SDKKey?) -> Action? {
        guard let place = slots.firstIndex(where: { $0.key == key }) else { return nil }
        slots[place].isWanted = false
        switch slots[place].phase {
        case .starting, .closing: return nil
        case .running(let token):
            slots[place].phase = .closing(token)
            return .close(token)
        case .resting:
            slots.remove(at: place)
            return nil
        }
    }

    mutating func unwantAll() -> [Action] { slots.map(\.key).compactMap { unwant($0) } }
}

/// What comes of it.
extension UpstreamClients {
    func isRunning(_ token: ClientToken) -> Bool { place(of: token).map { slots[$0].isRunning } ?? false }

    /// Late when nobody wants it any more: then it is closed at once.
    mutating func started(_ token: ClientToken, data: UInt64) -> Action? {
        guard let place = place(of: token), slots[place].phase == .starting(token) else { return nil }
        slots[place].failures = 0
        slots[place].failure = nil
        slots[place].data = data
        guard slots[place].isWanted else {
            slots[place].phase = .closing(token)
            return .close(token)
        }
        slots[place].phase = .running(token)
        return nil
    }

    mutating func failed(
        _ token: ClientToken, _ failure: ClientFailure, at now: SteadyTime, _ pauses: inout ClientPauses
    ) {
        guard let place = place(of: token), slots[place].phase == .starting(token) else { return }
        slots[place].failure = failure
        rest(place, at: now, &pauses)
    }

    /// It was closed, or lost; in either case what is wanted again now has to be started.
    mutating func closed(
        _ token: ClientToken, at now: SteadyTime, _ tokens: inout ClientTokens, _ pauses: inout ClientPauses
    ) -> Action? {
        guard let place = place(of: token) else { return nil }
        switch slots[place].phase {
        case .closing where slots[place].isWanted: return start(place, &tokens)
        case .closing: slots.remove(at: place)
        case .running: rest(place, at: now, &pauses)
        case .starting, .resting: break
        }
        return nil
    }

    mutating func updated(_ token: ClientToken, data: UInt64) {
        guard let place = place(of: token), slots[place].isRunning else { return }
        slots[place].data = max(slots[place].data, data)
    }

    /// Starts what has rested long enough.
    mutating func woke(at now: SteadyTime, _ tokens: inout ClientTokens) -> [Action] {
        var actions: [Action] = []
        for place in slots.indices {
            guard case .resting(let time) = slots[place].phase, time <= now else { continue }
            actions.append(start(place, &tokens))
        }
        return actions
    }

    private mutating func rest(_ place: Int, at now: SteadyTime, _ pauses: inout ClientPauses) {
        guard slots[place].isWanted else {
            slots.remove(at: place)
            return
        }
        slots[place].phase = .resting(until: now.advanced(byNanoseconds: pauses.next(after: slots[place].failures)))
        slots[place].failures += 1
    }

    private mutating func start(_ place: Int, _ tokens: inout ClientTokens) -> Action {
        let token = tokens.next()
        slots[place].phase = .starting(token)
        return .start(token, slots[place].key)
    }

    private func place(of token: ClientToken) -> Int? { slots.firstIndex { $0.token == token } }
}

extension UpstreamClients.Slot {
    /// Of the start that is under way, runs, or is being closed.
    var token: ClientToken? {
        switch phase {
        case .starting(let token), .running(let token), .closing(let token): token
        case .resting: nil
        }
    }

    var isRunning: Bool { if case .running = phase { true } else { false } }

    /// Of two declared predecessors, which have no rank, the later start counts.
    fileprivate var precedence: (UInt64, UInt64) { (rank, token?.number ?? 0) }
}

/// Gives each start a token of its own.
struct ClientTokens: Equatable, Sendable {
    private var latest: UInt64 = 0

    mutating func next() -> ClientToken {
        latest += 1
        return ClientToken(latest)
    }
}

/// How long a client rests before it is started again: full jitter under a bound that doubles, because a fleet that lost its
/// upstream must not come back together.
struct ClientPauses: Sendable {
    /// Nanoseconds.
    let first: UInt64
    let longest: UInt64
    private var generator: SeededGenerator

    init(first: UInt64, longest: UInt64, seed: UInt64) {
        self.first = first
        self.longest = longest
        generator = SeededGenerator(seed: seed)
    }

    mutating func next(after failures: Int) -> UInt64 {
        let bound = min(max(first << UInt64(min(failures, 32)), first), longest)
        return .random(in: 0...bound, using: &generator)
    }
}
