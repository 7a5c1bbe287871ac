import Credentials

/// Users and identities.
extension MemoryAuthorizationStore {
    public func createUser(_ user: User) async throws(StorageError) {
        try Arguments(of: .createUser).requireUserID(user.id)
        try perform(.createUser) { (tables, now) throws(StorageError) in
            guard tables.create(user, at: now) else { throw StorageError(.alreadyExists, in: .createUser) }
        }
    }

    public func getUser(_ id: String) async throws(StorageError) -> User {
        try find(.getUser) { $0.user(id, at: $1) }
    }

    public func deleteUser(_ id: String) async throws(StorageError) {
        try perform(.deleteUser) { (tables, now) throws(StorageError) in
            guard tables.deleteUser(id, at: now) else { throw StorageError(.notFound, in: .deleteUser) }
        }
    }

    public func createProviderIdentity(_ identity: ProviderIdentity) async throws(StorageError) {
        try Arguments(of: .createProviderIdentity).requireLinkable(identity)
        try perform(.createProviderIdentity) { (tables, now) throws(StorageError) in
            guard tables.user(identity.userID, at: now) != nil else {
                throw StorageError(.notFound, in: .createProviderIdentity)
            }
            guard tables.create(identity, at: now) else {
                throw StorageError(.alreadyExists, in: .createProviderIdentity)
            }
        }
    }

    public func getProviderIdentity(
        provider: String, subject: String
    ) async throws(StorageError) -> ProviderIdentity {
        try find(.getProviderIdentity) { $0.identity(provider, subject, at: $1) }
    }

    public func updateProviderIdentityLastUsed(
        provider: String, subject: String, at time: WallTime
    ) async throws(StorageError) {
        try perform(.updateProviderIdentityLastUsed) { (tables, now) throws(StorageError) in
            guard tables.use(provider, subject, at: time, now: now) else {
                throw StorageError(.notFound, in: .updateProviderIdentityLastUsed)
            }
        }
    }

    public func getUserProviderIdentities(_ user: String) async throws(StorageError) -> [ProviderIdentity] {
        try find(.getUserProviderIdentities) { tables, now in
            tables.user(user, at: now).map { _ in tables.identities(ofUser: user, at: now) }
        }
    }
}
