import Credentials
import RedisLink

/// Users.
extension RedisAuthorizationStore {
    public func createUser(_ user: User) async throws(StorageError) {
        try Arguments(of: .createUser).requireUserID(user.id)
        let value = try document(of: UserRecord(user: user), in: .createUser)
        let set = RedisCommand("SET", [keys.user(user.id), value, "NX".bytes])
        guard try await order(set, in: .createUser) != .null else {
            throw StorageError(.alreadyExists, in: .createUser)
        }
    }

    public func getUser(_ id: String) async throws(StorageError) -> User {
        try await fetchUser(id, in: .getUser)
    }

    public func deleteUser(_ id: String) async throws(StorageError) {
        try Arguments(of: .deleteUser).requireFindable(id)
        let answer = try await run(
            StorageScript.deleteUser, [keys.user(id), keys.upstreamIndex(ofUser: id), keys.identities(ofUser: id)],
            upstreamArguments + [id.bytes, keys.prefix(of: "provider:"), keys.upstreamIndex("")], in: .deleteUser)
        guard answer.verdict == .done else { throw StorageError(.notFound, in: .deleteUser) }
    }

    private func fetchUser(_ id: String, in operation: StorageOperation) async throws(StorageError) -> User {
        try Arguments(of: operation).requireFindable(id)
        let record: UserRecord = try decode(
            try await ask(RedisCommand("GET", [keys.user(id)]), in: operation), in: operation)
        return record.user
    }
}

/// Identities.
extension RedisAuthorizationStore {
    public func createProviderIdentity(_ identity: ProviderIdentity) async throws(StorageError) {
        try Arguments(of: .createProviderIdentity).requireLinkable(identity)
        let value = try document(of: ProviderIdentityRecord(identity: identity), in: .createProviderIdentity)
        let scriptKeys = [
            keys.identity(identity.providerID, identity.subject), keys.user(identity.userID),
            keys.identities(ofUser: identity.userID),
        ]
        let answer = try await run(
            StorageScript.createIdentity, scriptKeys, [value], in: .createProviderIdentity)
        switch answer.verdict {
        case .done: return
        case .exists: throw StorageError(.alreadyExists, in: .createProviderIdentity)
        default: throw StorageError(.notFound, in: .createProviderIdentity)
        }
    }

    public func getProviderIdentity(
        provider: String, subject: String
    ) async throws(StorageError) -> ProviderIdentity {
        let get = RedisCommand("GET", [keys.identity(provider, subject)])
        let record: ProviderIdentityRecord = try decode(
            try await ask(get, in: .getProviderIdentity), in: .getProviderIdentity)
        return record.identity
    }

    public func updateProviderIdentityLastUsed(
        provider: String, subject: String, at time: WallTime
    ) async throws(StorageError) {
        let operation = StorageOperation.updateProviderIdentityLastUsed
        let answer = try await run(
            StorageScript.useIdentity, [keys.identity(provider, subject)], [String(time.seconds).bytes], in: operation)
        switch answer.verdict {
        case .done: return
        case .malformed: throw StorageError(.malformed, in: operation)
        default: throw StorageError(.notFound, in: operation)
        }
    }

    public func getUserProviderIdentities(_ user: String) async throws(StorageError) -> [ProviderIdentity] {
        let operation = StorageOperation.getUserProviderIdentities
        try Arguments(of: operation).requireFindable(user)
        let commands = [
            RedisCommand("EXISTS", [keys.user(user)]), RedisCommand("SMEMBERS", [keys.identities(ofUser: user)]),
        ]
        let replies = try await ask(commands, in: operation)
        guard replies[0] != .integer(0) else { throw StorageError(.notFound, in: operation) }
        let start = keys.prefix(of: "provider:")
        let all = Self.texts(replies[1])
        let own = all.filter { $0.starts(with: start) }
        warn(of: all.count - own.count, .foreignMembers, in: "user:providers", operation)
        var identities: [ProviderIdentity] = []
        for value in try await rows(of: own, in: operation) where value != .null {
            let record: ProviderIdentityRecord = try decode(value, in: operation)
            if record.identity.userID.utf8.elementsEqual(user.utf8) { identities.append(record.identity) }
        }
        return identities.inOrder
    }
}
