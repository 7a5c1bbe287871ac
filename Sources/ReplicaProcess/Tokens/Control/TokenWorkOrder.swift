import History

/// What the coordinator tells a replica to do with tokens, beside what everybody does by the schedule.
package enum TokenWorkOrder: Equatable, Sendable {
    /// The schedule begins at this steady time.
    case begin(at: UInt64)
    /// Nothing new is begun; answered when what is under way has ended.
    case stop(number: UInt32)
    /// Read these again and again until this steady time.
    case watch([WatchedFamily], until: UInt64)
    /// Revoke this family, or remove this user with these families; answered.
    case revoke(number: UInt32, family: UInt32)
    case removeUser(number: UInt32, user: UInt32, families: [UInt32])
    /// Get ready for a race, and answer.
    case prepareRace(number: UInt32, TokenRace)
    /// Run it from this steady time on, and answer when it is over.
    case runRace(number: UInt32, race: UInt32, at: UInt64)
}

/// The tokens of a family that are in use.
package struct WatchedFamily: Equatable, Sendable {
    package let family: UInt32
    package let generation: UInt32
    package init(family: UInt32, generation: UInt32) {
        self.family = family
        self.generation = generation
    }
}

/// Everybody who takes part tries the same tokens in the same order.
package struct TokenRace: Equatable, Sendable {
    package let number: UInt32
    package let kind: TokenRaceKind
    /// The families `first` up to `first + count`.
    package let first: UInt32
    package let count: UInt32
    package let racers: UInt32
    /// Which of the racers this replica is, from 0.
    package let rank: UInt32

    package init(number: UInt32, _ kind: TokenRaceKind, first: UInt32, count: UInt32, racers: UInt32, rank: UInt32) {
        self.number = number
        self.kind = kind
        self.first = first
        self.count = count
        self.racers = racers
        self.rank = rank
    }
}

/// An order of that number was carried out.
package struct TokenWorkReport: Equatable, Sendable {
    package let number: UInt32
    package let outcome: TokenOutcome
    package init(number: UInt32, outcome: TokenOutcome) {
        self.number = number
        self.outcome = outcome
    }
}
