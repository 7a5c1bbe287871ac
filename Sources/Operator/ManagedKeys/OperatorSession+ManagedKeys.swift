import Credentials
import Stores

/// A managed key that somebody wants, as he typed it.
package struct ManagedKeyWish: Equatable, Sendable {
    package var name: String
    package var about: String
    package var userPath: String
    package var expiry: Expiry

    /// - Throws: what can be said before Redis is asked; whether the expiry has passed, its clock will judge.
    package init(name: String, about: String = "", userPath: String = "", expiry: Expiry) throws(OperatorError) {
        self.name = name
        self.about = about
        self.userPath = userPath
        self.expiry = expiry
        let epoch = WallTime(milliseconds: 0)
        do throws(ManagedKeyFlaw) {
            _ = try ManagedKeyDraft(name: name, description: about, userPath: userPath, now: epoch)
            if case .at(let end) = expiry {
                _ = try ManagedKeyDraft(name: name, expiresAtMilliseconds: end, now: epoch)
            }
        } catch {
            throw OperatorError(.usage, .failed, "\(error)")
        }
    }

    /// - Parameter now: Redis' clock.
    package func draft(now: WallTime) throws(OperatorError) -> ManagedKeyDraft {
        do throws(ManagedKeyFlaw) {
            guard let end = expiry.milliseconds(from: now) else {
                return try ManagedKeyDraft(name: name, description: about, userPath: userPath, now: now)
            }
            return try ManagedKeyDraft(
                name: name, description: about, userPath: userPath, expiresAtMilliseconds: end, now: now)
        } catch {
            throw OperatorError(.refused, .failed, "\(error)")
        }
    }
}

extension OperatorSession {
    /// Creates a key; all attempts have the same id and the same hash, and so are one creation.
    package func create(_ new: NewManagedKey, floor: Epoch) async throws(OperatorError) -> ManagedKeyRecord {
        do {
            let change: ManagedKeyChange = try await persist { _, done in keys.create(new, floor: floor, done) }
            return change.record
        } catch {
            guard error.outcome == .unknown else { throw error }
            throw OperatorError(error.code, .unknown, "\(error); list the keys: there may be one with the id \(new.id)")
        }
    }

    /// Deactivates a key for ever; one that is deactivated already stays as it is.
    package func deactivate(_ id: ManagedKeyID, floor: Epoch) async throws(OperatorError) -> ManagedKeyChange {
        try await persist { _, done in keys.deactivate(id, first: nil, floor: floor, done) }
    }
}

extension OperatorSession {
    /// Reads every key, as the store stood at one revision.
    package func listKeys() async throws(OperatorError) -> ManagedKeyList {
        try await read { done in keys.list(done) }
    }
}
