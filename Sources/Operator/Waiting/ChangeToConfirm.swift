import Credentials
import Stores

/// What every replica is to have in force.
package enum ChangeToConfirm: Equatable, Sendable {
    case adminKey(Version)
    /// A managed key that was created or deactivated: with the record as it was acknowledged.
    case managedKey(ManagedKeyRecord)
}

/// Whether the change itself still stands in the store.
package enum Standing: Equatable, Sendable {
    case stands
    /// Something newer is in force: it will never be confirmed.
    case superseded(String)
    /// The store has lost it, as in a failover; replicas that hold it may put it back.
    case lost(String)
}

extension OperatorSession {
    /// Looks at the store, *after* the entries were read: what they say is compared with what stands.
    func standing(
        of change: ChangeToConfirm, since: WallTime, _ wish: WaitWish
    ) async throws(OperatorError) -> (Standing, HoldsQuestion) {
        switch change {
        case .adminKey(let version):
            let reading: SlotReading = try await lookup { done in slot.read(done) }
            let question = HoldsQuestion(
                target: .adminKey(version), since: since, ignoring: wish.ignoring, atLeast: wish.atLeast)
            return (Self.standing(of: version, reading), question)
        case .managedKey(let record):
            let now: ManagedKeyRecord? = try await lookup { done in keys.record(record.id, done) }
            let query = ManagedKeyQuery(after: record.revision, limit: 1)
            let page: ManagedKeyPage = try await lookup { done in keys.changes(query, done) }
            // A deactivation that was lost and put back has a revision of its own.
            let revision = max(record.revision, now?.revision ?? .zero)
            let question = HoldsQuestion(
                target: .managedKeys(revision: revision, stands: page.revision), since: since,
                ignoring: wish.ignoring, atLeast: wish.atLeast)
            return (Self.standing(of: record, now), question)
        }
    }

    private static func standing(of version: Version, _ reading: SlotReading) -> Standing {
        guard case .fenced(let slot) = reading else { return .lost("the slot does not hold it any more") }
        if slot.version == version { return .stands }
        return slot.version > version
            ? .superseded(OperatorError.superseded(by: reading).description)
            : .lost("the slot holds the version \(slot.version) from before it")
    }

    private static func standing(of record: ManagedKeyRecord, _ now: ManagedKeyRecord?) -> Standing {
        guard let now else { return .lost("the store does not have the key any more") }
        if !record.isEnabled, now.isEnabled { return .lost("the store has lost the deactivation") }
        if record.isEnabled, !now.isEnabled { return .superseded("the key was deactivated meanwhile") }
        return .stands
    }

    /// One attempt: whoever waits looks again anyway.
    func lookup<Success: Sendable, Failure: StoreFailure>(
        _ attempt: (_ done: @escaping (Result<Success, Failure>) -> Void) -> Void
    ) async throws(OperatorError) -> Success {
        switch await once(attempt) {
        case .success(let value): return value
        case .failure(let failure): throw OperatorError(failure)
        }
    }
}
