import Credentials

/// Everything that a storage in memory holds, and what each call does to it: a value without a clock.
struct MemoryTables {
    var clients: ClientTable
    var codes = ExpiringTable<SessionRecord>()
    var usedCodes = ExpiringTable<Void>()
    var pkce = ExpiringTable<SessionRecord>()
    var accessTokens = TokenTable()
    var refreshTokens = TokenTable()
    var rotatedTokens = ExpiringTable<RotatedToken>()
    var revokedFamilies = ExpiringTable<Void>()
    var upstream = UpstreamTable()
    var pending = ExpiringTable<PendingAuthorization>()
    var users = ExpiringTable<User>()
    var identities = ExpiringTable<ProviderIdentity>()
    var identitiesOfUsers = KeyIndex()
    var clientAssertions = ExpiringTable<Void>()
    var consumedAssertions = ExpiringTable<Void>()
    var isClosed = false
    private let sweepSeconds: Int64
    private var sweptAt: WallTime

    init(_ options: MemoryStoreOptions, at now: WallTime) {
        clients = ClientTable(limit: options.clientLimit, graceSeconds: options.clientGraceSeconds)
        sweepSeconds = options.sweepSeconds
        sweptAt = now
    }

    /// A refresh token that has been exchanged.
    struct RotatedToken {
        let rotation: RefreshTokenRotation
        let record: SessionRecord
        /// Until then the same rotation has the same result.
        let repeatableUntil: WallTime
    }
}

/// Sweeping.
extension MemoryTables {
    mutating func sweepIfDue(at now: WallTime) {
        guard now >= sweptAt.advanced(bySeconds: sweepSeconds) else { return }
        sweep(at: now)
    }

    mutating func sweep(at now: WallTime) {
        sweptAt = now
        clients.sweep(at: now)
        codes.sweep(at: now)
        usedCodes.sweep(at: now)
        pkce.sweep(at: now)
        accessTokens.sweep(at: now)
        refreshTokens.sweep(at: now)
        rotatedTokens.sweep(at: now)
        revokedFamilies.sweep(at: now)
        upstream.sweep(at: now)
        pending.sweep(at: now)
        clientAssertions.sweep(at: now)
        consumedAssertions.sweep(at: now)
    }

    var statistics: MemoryStatistics {
        var counts = MemoryStatistics()
        counts.clients = clients.count
        counts.authorizeCodes = codes.count
        counts.accessTokens = accessTokens.count
        counts.refreshTokens = refreshTokens.count
        counts.pkceSessions = pkce.count
        counts.upstreamTokens = upstream.count
        counts.pendingAuthorizations = pending.count
        counts.usedCodes = usedCodes.count
        counts.clientAssertions = clientAssertions.count
        counts.consumedAssertions = consumedAssertions.count
        counts.users = users.count
        counts.providerIdentities = identities.count
        counts.rotatedTokens = rotatedTokens.count
        counts.revokedFamilies = revokedFamilies.count
        return counts
    }
}
