/// The calls of the storage: what errors and warnings name.
public enum StorageOperation: String, Sendable, CaseIterable {
    case registerClient, getClient, renewClientTTL
    case createAuthorizeCode, getAuthorizeCode, invalidateAuthorizeCode, redeemAuthorizeCode
    case createPKCE, getPKCE, deletePKCE
    case createAccessToken, getAccessToken, deleteAccessToken
    case createRefreshToken, getRefreshToken, deleteRefreshToken, rotateRefreshToken
    case revokeAccessToken, revokeRefreshToken, revokeFamily
    case storeUpstreamTokens, getUpstreamTokens, getAllUpstreamTokens, deleteUpstreamTokens
    case deleteUpstreamTokensForProvider, getLatestUpstreamTokens, upstreamRowID
    case storePendingAuthorization, loadPendingAuthorization, takePendingAuthorization, deletePendingAuthorization
    case createUser, getUser, deleteUser
    case createProviderIdentity, getProviderIdentity, updateProviderIdentityLastUsed, getUserProviderIdentities
    case clientAssertionJWTValid, setClientAssertionJWT, consumeAssertionJWT
    case health, close, open, audit

    /// Users and identities are the storage's own: the engine knows no "not found" of them.
    var concernsUsers: Bool {
        switch self {
        case .createUser, .getUser, .deleteUser, .createProviderIdentity, .getProviderIdentity,
            .updateProviderIdentityLastUsed, .getUserProviderIdentities:
            true
        default: false
        }
    }
}
