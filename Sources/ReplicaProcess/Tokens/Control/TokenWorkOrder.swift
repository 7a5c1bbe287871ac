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

/// Each token is tried by so many racers at one moment, by others than the one before.
package struct TokenRace: Equatable, Sendable {
    package let number: UInt32
    package let kind: TokenRaceKind
    /// The families `first` up to `first + count`.
    package let first: UInt32
    package let count: UInt32
    package let racers: UInt32
    /// How many of them try each.
    package let each: UInt32
    /// Nanoseconds from the moment of the first to that of the last.
    package let over: UInt64
    /// Which of the racers this replica is, from 0.
    package var rank: UInt32 = 0

    package init(
        number: UInt32, _ kind: TokenRaceKind, first: UInt32, count: UInt32, racers: UInt32, each: UInt32, over: UInt64
    ) {
        self.number = number
        self.kind = kind
        self.first = first
        self.count = count
        self.racers = racers
        self.each = each
        self.over = over
    }

    /// Whether the racer tries the token of that index.
    package func isTried(_ index: UInt32) -> Bool { (rank + racers - index % racers) % racers < each }

    /// How long after the beginning.
    package func moment(of index: UInt32) -> UInt64 { over / UInt64(max(1, count)) * UInt64(index) }
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
