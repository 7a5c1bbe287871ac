import Credentials

/// Users and identities.
extension MemoryTables {
    func user(_ id: String, at now: WallTime) -> User? { users.value(of: ByteKey(id), at: now) }

    /// False when there is one.
    mutating func create(_ user: User, at now: WallTime) -> Bool {
        guard self.user(user.id, at: now) == nil else { return false }
        let kept = User(
            id: user.id, createdAt: user.createdAt?.wholeSeconds, updatedAt: user.updatedAt?.wholeSeconds)
        users.set(ByteKey(user.id), to: kept, end: nil)
        return true
    }

    /// False when there is none.
    mutating func deleteUser(_ id: String, at now: WallTime) -> Bool {
        guard users.remove(ByteKey(id), at: now) != nil else { return false }
        for identity in identitiesOfUsers[ByteKey(id)] { identities.remove(identity, at: now) }
        identitiesOfUsers.remove(ByteKey(id))
        upstream.remove(user: id, at: now)
        return true
    }

    func identity(_ provider: String, _ subject: String, at now: WallTime) -> ProviderIdentity? {
        identities.value(of: ByteKey(provider, subject), at: now)
    }

    /// False when the pair is linked.
    mutating func create(_ identity: ProviderIdentity, at now: WallTime) -> Bool {
        let key = ByteKey(identity.providerID, identity.subject)
        guard identities.value(of: key, at: now) == nil else { return false }
        var kept = identity
        kept.linkedAt = identity.linkedAt?.wholeSeconds
        kept.lastUsedAt = identity.lastUsedAt?.wholeSeconds
        identities.set(key, to: kept, end: nil)
        identitiesOfUsers.add(key, to: ByteKey(identity.userID))
        return true
    }

    /// False when there is none.
    mutating func use(_ provider: String, _ subject: String, at time: WallTime, now: WallTime) -> Bool {
        identities.change(ByteKey(provider, subject), at: now) { identity in
            let time = time.wholeSeconds
            identity.lastUsedAt = identity.lastUsedAt.map { max($0, time) } ?? time
        }
    }

    func identities(ofUser id: String, at now: WallTime) -> [ProviderIdentity] {
        identitiesOfUsers[ByteKey(id)].compactMap { identities.value(of: $0, at: now) }.inOrder
    }
}

extension [ProviderIdentity] {
    /// By the bytes of provider and subject.
    var inOrder: [ProviderIdentity] {
        sorted {
            let (left, right) = (ByteKey($0.providerID), ByteKey($1.providerID))
            return left == right ? ByteKey($0.subject) < ByteKey($1.subject) : left < right
        }
    }
}
