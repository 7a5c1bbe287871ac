/// What is said of the tokens that replicas keep in the storage of an authorization server.
///
/// All tokens that grew out of one authorization are a family; so is an authorization code with what is minted for it. A
/// family goes by a number, from which everybody in the run derives its ids and signatures; no secret is in the history.
package enum TokenEvent: Equatable, Sendable {
    // MARK: a replica
    /// One call on the storage; the record's time is its return.
    case did(TokenDeed)
    /// Calls that were planned and could not be made in time since the last such record.
    case owed(UInt32)
    /// This replica's part in a race has ended. What was won, lost sight of or noticed as reuse is said deed by deed; the
    /// refusals are only counted.
    case raced(race: UInt32, attempts: UInt32, refused: UInt32, failed: UInt32)

    // MARK: the coordinator
    /// One call of its own: an operator's revocation, or a look at what is left.
    case operated(TokenDeed)
    /// Families `first` up to `first + count` are there, and so many replicas are about to try each of them.
    case raceBegan(race: UInt32, TokenRaceKind, first: UInt32, count: UInt32, racers: UInt32)
    /// When a user's identity was last used, as it stands at the end: Unix seconds, 0 for none. `isThere`: the user.
    case userFound(user: UInt32, isThere: Bool, lastUsed: UInt64, called: UInt64)
    /// The whole storage, looked through at rest.
    case audited(TokenAudit)
}

/// One call on the storage and how it ended.
package struct TokenDeed: Equatable, Sendable {
    package var kind: TokenDeedKind
    package var outcome: TokenOutcome
    /// Of a deed about a user, the user's number.
    package var family: UInt32
    /// Which tokens of the family: 0 are those of its beginning, each rotation begins the next.
    package var generation: UInt32
    /// `CLOCK_MONOTONIC` of the invocation.
    package var called: UInt64
    /// Of a use of an identity: the Unix second that it wrote.
    package var detail: UInt64

    package init(
        _ kind: TokenDeedKind, _ outcome: TokenOutcome, family: UInt32, generation: UInt32 = 0, called: UInt64,
        detail: UInt64 = 0
    ) {
        self.kind = kind
        self.outcome = outcome
        self.family = family
        self.generation = generation
        self.called = called
        self.detail = detail
    }
}

package enum TokenDeedKind: UInt8, CaseIterable, Sendable {
    case mintAccess = 1, mintRefresh
    case readAccess, readRefresh
    /// The refresh token of this generation is exchanged by who believes it to be good.
    case rotate
    /// The same by who must know better: it was exchanged before.
    case reuse
    case revoke
    case makeCode, redeem
    /// A code is redeemed that was redeemed before.
    case replay
    /// A user's identity was used.
    case touch
    case removeUser
}

package enum TokenOutcome: UInt8, CaseIterable, Sendable {
    case done = 1
    /// It stands on the primary, and too few Redis replicas have acknowledged it: the caller grants nothing.
    case unconfirmed
    case missing
    /// A code that was used.
    case used
    /// A refresh token that was rotated; its family is revoked by this answer.
    case reused
    /// The family was revoked.
    case revoked
    case malformed
    /// Certainly without effect.
    case failed
    case unknown
}

package enum TokenRaceKind: UInt8, CaseIterable, Sendable {
    case redeem = 1, rotate
}

/// What a walk through all keys of the storage found.
package struct TokenAudit: Equatable, Sendable {
    package var keys: UInt32 = 0
    /// Without an end that they should have.
    package var endless: UInt32 = 0
    /// Members of indexes that name nothing.
    package var orphans: UInt32 = 0
    /// Rows that no index names.
    package var unindexed: UInt32 = 0
    /// Indexes that end before a member does.
    package var shortIndexes: UInt32 = 0
    /// Of no kind that a storage has, or of a wrong type.
    package var unknown: UInt32 = 0
    package init() {}
}
