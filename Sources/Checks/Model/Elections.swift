import History

/// One attempt to put another primary in the place of the old one, as the Sentinels announced it.
struct Election: Equatable {
    var began: Time
    /// Those that said that they try, or that they had given up.
    var candidates: Set<UInt8> = []
    var aborted: Set<UInt8> = []
    var winner: NodeID?

    /// Somebody gave up, and nobody switched: what follows is another attempt, after twice the time-out.
    var hasFailed: Bool { winner == nil && !aborted.isEmpty }
}

/// Sorts announcements into elections, in which several Sentinels speak of the same thing.
///
/// Sentinels that try at the same time are candidates of one election, of which all but one give up; the winner's switch
/// is announced by each, the last one a second later. A new election begins when somebody tries who has tried before,
/// when the last one was decided, or when it is too long ago: nobody tries again before twice the failover time-out.
struct Elections {
    private(set) var all: [Election] = []
    private let longest: Int64
    /// Sentinels desynchronise their attempts by up to a second.
    private static let desynchronisation: Int64 = 1_000_000_000

    init(_ announcements: [Announcement], failoverTimeout: Int64) {
        longest = Swift.max(failoverTimeout, Self.desynchronisation)
        for announcement in announcements.sorted(by: { $0.at < $1.at }) { take(announcement) }
    }

    private mutating func take(_ said: Announcement) {
        switch said.word {
        case .tryFailover: tries(said)
        case .electedLeader: if current(at: said.at) == nil { begin(said) }
        case .failoverAborted: givesUp(said)
        case .switchMaster: switches(said)
        case .subjectivelyDown, .objectivelyDown, .failoverEnd: break
        }
    }

    private mutating func begin(_ said: Announcement) {
        all.append(Election(began: said.at, candidates: [said.sentinel]))
    }

    /// The last one, while it is undecided and not too old.
    private func current(at time: Time) -> Int? {
        guard let last = all.last, last.winner == nil, time - last.began < longest else { return nil }
        return all.count - 1
    }

    private mutating func tries(_ said: Announcement) {
        guard let index = current(at: said.at), !all[index].candidates.contains(said.sentinel) else {
            return begin(said)
        }
        all[index].candidates.insert(said.sentinel)
    }

    /// Who gives up late speaks of the attempt that it made itself, whatever has come of it since.
    private mutating func givesUp(_ said: Announcement) {
        let own = all.lastIndex { $0.candidates.contains(said.sentinel) && !$0.aborted.contains(said.sentinel) }
        if let own { return _ = all[own].aborted.insert(said.sentinel) }
        if current(at: said.at) == nil { begin(said) }
        all[all.count - 1].candidates.insert(said.sentinel)
        all[all.count - 1].aborted.insert(said.sentinel)
    }

    private mutating func switches(_ said: Announcement) {
        // The others announce the last switch as well, perhaps when the next attempt has begun: nobody fails over to the
        // node that is primary already.
        let primary = all.last { $0.winner != nil }?.winner
        guard said.node != primary else { return }
        if !isOpen(at: said.at) { begin(said) }
        all[all.count - 1].winner = said.node
    }

    /// A switch may be this one's: none has come yet, and it did not end so long ago that another has begun unheard.
    private func isOpen(at time: Time) -> Bool {
        guard let last = all.last, last.winner == nil else { return false }
        return last.aborted.isEmpty || time - last.began < longest.later(by: longest)
    }
}
