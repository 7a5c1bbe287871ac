import Credentials

/// Everything that a decision needs, in one immutable value: a request takes it once and asks nothing else, Redis least
/// of all (V4, W9).
package struct GateSnapshot: Sendable {
    package let adminKey: KeySnapshot
    /// Nil for a replica that does not look at managed keys.
    package let managedKeys: ManagedKeySnapshot?
    /// Nil for a replica that has no environments.
    package let environments: EnvironmentGate?
    /// Before the first reads have ended, well or not, nobody is let in or refused.
    package let isReady: Bool
    /// There is no admin key and never was a managed one, and reads have shown both: the routes of callers are open.
    package let isOpen: Bool

    package init(
        adminKey: KeySnapshot, managedKeys: ManagedKeySnapshot?, environments: EnvironmentGate?, isReady: Bool,
        isOpen: Bool
    ) {
        self.adminKey = adminKey
        self.managedKeys = managedKeys
        self.environments = environments
        self.isReady = isReady
        self.isOpen = isOpen
    }
}

extension ReplicaCore {
    /// What a face decides by from now on. Made anew after each `.swap`.
    package var gate: GateSnapshot {
        GateSnapshot(
            adminKey: adminKey.snapshot, managedKeys: managedKeys?.snapshot, environments: environments?.gate,
            isReady: isReady, isOpen: isOpen)
    }
}
