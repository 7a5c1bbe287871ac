import Credentials

/// Users, and who they are at identity providers.
public protocol UserStore: Sendable {
    /// - Throws: `.invalidRequest` for an empty id or one that begins with `upstream:` or `providers:`;
    /// `.alreadyExists`.
    func createUser(_ user: User) async throws(StorageError)

    /// - Throws: `.notFound`.
    func getUser(_ id: String) async throws(StorageError) -> User

    /// Deletes a user with the identities and upstream tokens that are the user's, in one step; those of the user's
    /// that cannot be read included, or nobody could ever link the identity again.
    /// - Throws: `.notFound`.
    func deleteUser(_ id: String) async throws(StorageError)

    /// Links an identity to a user, in one step with the user's index.
    /// - Throws: `.invalidRequest` for an empty id; `.notFound` for an unknown user; `.alreadyExists` when the pair of
    ///   provider and subject is linked, to whomever.
    func createProviderIdentity(_ identity: ProviderIdentity) async throws(StorageError)

    /// - Throws: `.notFound`.
    func getProviderIdentity(provider: String, subject: String) async throws(StorageError) -> ProviderIdentity

    /// Says when an identity was last used. Nothing else changes, and an earlier time than the one that stands changes
    /// nothing, so that of two replicas the later use counts, whoever comes last.
    /// - Throws: `.notFound`.
    func updateProviderIdentityLastUsed(
        provider: String, subject: String, at time: WallTime
    ) async throws(StorageError)

    /// The identities of a user, by provider and subject.
    /// - Throws: `.notFound` for an unknown user; `.malformed` when one of the rows cannot be read.
    func getUserProviderIdentities(_ user: String) async throws(StorageError) -> [ProviderIdentity]
}
