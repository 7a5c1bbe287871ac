import History

/// One call on the storage of tokens, by whom and when.
struct TokenAct: Equatable {
    var kind: TokenDeedKind
    var outcome: TokenOutcome
    var family: UInt32
    var generation: UInt32
    var called: Time
    var returned: Time
    var detail: UInt64
    /// Nil: the coordinator, as an operator.
    var life: Life?

    init(_ deed: TokenDeed, at returned: Time, by life: Life?) {
        kind = deed.kind
        outcome = deed.outcome
        family = deed.family
        generation = deed.generation
        called = min(Time(deed.called), returned)
        self.returned = returned
        detail = deed.detail
        self.life = life
    }

    var isRead: Bool { kind == .readAccess || kind == .readRefresh }
    var isMint: Bool { kind == .mintAccess || kind == .mintRefresh }
    var isExchange: Bool { kind == .rotate || kind == .reuse }
    var isRedemption: Bool { kind == .redeem || kind == .replay }

    /// The store said that everything of the family is refused from now on, or has been since before.
    ///
    /// - Parameter isConfirming: writes are asked to be confirmed, and a refusal is not: what it says may be lost.
    func provesRevocation(isConfirming: Bool) -> Bool {
        switch kind {
        case .revoke: outcome == .done
        case .rotate, .reuse: !isConfirming && (outcome == .reused || outcome == .revoked)
        case .mintAccess, .mintRefresh: !isConfirming && outcome == .revoked
        default: false
        }
    }

    /// It may have changed something, whatever came of it.
    var mayHaveTakenEffect: Bool { outcome == .done || outcome == .unconfirmed || outcome == .unknown }

    /// An access token dies with any exchange or revocation in its family; after these nobody can say what it should be.
    /// One that found no such token changed nothing.
    var disturbsFamily: Bool {
        switch kind {
        case .revoke, .rotate, .reuse, .replay: outcome != .failed && outcome != .missing
        default: false
        }
    }
}

/// A race as the coordinator set it up.
struct TokenRaceFacts: Equatable {
    var race: UInt32
    var kind: TokenRaceKind
    var families: Range<UInt32>
    var racers: Int
    var began: Time
}

/// One replica's part in one.
struct TokenRacePart: Equatable {
    var race: UInt32
    var life: Life
    var attempts: Int
    var refused: Int
    var failed: Int
}

/// A user's identity at the end.
struct FoundUser: Equatable {
    var user: UInt32
    var isThere: Bool
    /// Unix seconds.
    var lastUsed: UInt64
    var called: Time
    var at: Time
}

/// What the coordinator recorded of tokens.
struct TokenCensus {
    var acts: [TokenAct] = []
    var races: [TokenRaceFacts] = []
    var users: [FoundUser] = []
    var audits: [(at: Time, audit: TokenAudit)] = []

    mutating func take(_ event: TokenEvent, at time: Time) {
        switch event {
        case .operated(let deed): acts.append(TokenAct(deed, at: time, by: nil))
        case .raceBegan(let race, let kind, let first, let count, let racers):
            guard count <= .max - first else { return }
            races.append(
                TokenRaceFacts(
                    race: race, kind: kind, families: first..<first + count, racers: Int(racers), began: time))
        case .userFound(let user, let isThere, let lastUsed, let called):
            users.append(
                FoundUser(user: user, isThere: isThere, lastUsed: lastUsed, called: Time(called), at: time))
        case .audited(let audit): audits.append((time, audit))
        case .did, .owed, .raced: break  // a replica's
        }
    }
}

/// What one life of a replica recorded of tokens.
struct TokenFacts {
    var acts: [TokenAct] = []
    var parts: [TokenRacePart] = []
    var owed = 0

    mutating func take(_ event: TokenEvent, at time: Time, of life: Life) {
        switch event {
        case .did(let deed): acts.append(TokenAct(deed, at: time, by: life))
        case .owed(let count): owed += Int(count)
        case .raced(let race, let attempts, let refused, let failed):
            parts.append(
                TokenRacePart(
                    race: race, life: life, attempts: Int(attempts), refused: Int(refused), failed: Int(failed)))
        case .operated, .raceBegan, .userFound, .audited: break  // the coordinator's
        }
    }
}
