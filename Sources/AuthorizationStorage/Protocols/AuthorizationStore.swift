/// The whole storage of an authorization server: everything but client registrations, which hold secrets that no
/// handler of requests has any business with and therefore have a store of their own.
///
/// All calls may be made from any task. Each either has its result or throws a ``StorageError``, which says whether a
/// write may have taken effect. Nothing is retried inside. Rows past their end are gone at once, on every backend.
public protocol AuthorizationStore:
    ClientStore, AuthorizeCodeStore, PKCEStore, AccessTokenStore, RefreshTokenStore, TokenRevoker, UpstreamTokenStore,
    PendingAuthorizationStore, UserStore, ClientAssertionStore, AssertionConsumer, StoreHousekeeping
{}
