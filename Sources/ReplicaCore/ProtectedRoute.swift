import Credentials

/// What the holder of a presented token may pass as on a protected route, such as `/v1` (contract B8).
package enum ProtectedDecision: Equatable, Sendable {
    case refused
    /// Nobody has asked for any key yet: no admin key, and never a managed one.
    case open
    case adminKey(AdminKeyPlace)
    case managedKey(ManagedKeyID, path: UserPathNumber)

    package var isAccepted: Bool { self != .refused }
}

extension GateSnapshot {
    /// May this token pass on an admin route? From memory, without an allocation.
    package func decide(_ token: UnsafeRawBufferPointer, at now: Moment) -> Decision {
        adminKey.decide(token, at: now, on: .admin)
    }

    /// May this token pass on a protected route? From memory; beyond the hash of a managed key without an allocation.
    package func decideProtected(_ token: UnsafeRawBufferPointer, at now: Moment) -> ProtectedDecision {
        if isOpen { return .open }
        if case .admin(let place) = decide(token, at: now) { return .adminKey(place) }
        guard case .accepted(let id, let path)? = managedKeys?.decide(token, at: now) else { return .refused }
        return .managedKey(id, path: path)
    }
}

extension ReplicaCore {
    /// As its snapshot decides.
    package func decideProtected(_ token: UnsafeRawBufferPointer, at now: Moment) -> ProtectedDecision {
        gate.decideProtected(token, at: now)
    }

    /// Only what a read has shown to be empty is open; whoever could not read yet, or was told to revoke, is closed.
    package var isOpen: Bool {
        managedKeys?.snapshot.protection == ManagedKeySnapshot.Protection.none && adminKey.isVacant
    }
}
