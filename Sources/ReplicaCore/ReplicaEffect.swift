import Credentials
import History

/// What the driver has to do. When to wake again is not an effect: see `nextWake`.
package enum ReplicaEffect: Equatable, Sendable {
    case adminKey(AdminKeyEffect)
    case managedKeys(ManagedKeyEffect)
    case environments(EnvironmentEffect)
    case registration(RegistrationID, RegistrationEffect)
    case holds(HoldsEffect)
    /// A snapshot changed.
    case swap
    /// The first reads have ended, well or not: the replica may answer now.
    case ready
    /// For the history, with the time of the input.
    case record(Event)
}
