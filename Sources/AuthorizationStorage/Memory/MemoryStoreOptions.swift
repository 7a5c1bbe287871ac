import Credentials

/// The limits of a storage in memory.
public struct MemoryStoreOptions: Sendable {
    /// How many clients there may be; 0 for no limit.
    public var clientLimit = 10_000
    /// How long a registered client is safe from making room for others.
    public var clientGraceSeconds: Int64 = 3_600
    /// How often rows past their end are removed.
    public var sweepSeconds: Int64 = 300

    public init() {}
}

/// How many rows of each kind a storage in memory holds, those past their end included until they are swept.
public struct MemoryStatistics: Equatable, Sendable {
    public internal(set) var clients = 0
    public internal(set) var authorizeCodes = 0
    public internal(set) var accessTokens = 0
    public internal(set) var refreshTokens = 0
    public internal(set) var pkceSessions = 0
    public internal(set) var upstreamTokens = 0
    public internal(set) var pendingAuthorizations = 0
    public internal(set) var usedCodes = 0
    public internal(set) var clientAssertions = 0
    public internal(set) var consumedAssertions = 0
    public internal(set) var users = 0
    public internal(set) var providerIdentities = 0
    public internal(set) var rotatedTokens = 0
    public internal(set) var revokedFamilies = 0

    public init() {}

    /// Of all kinds together.
    public var total: Int {
        clients + authorizeCodes + accessTokens + refreshTokens + pkceSessions + upstreamTokens + pendingAuthorizations
            + usedCodes + clientAssertions + consumedAssertions + users + providerIdentities + rotatedTokens
            + revokedFamilies
    }
}
