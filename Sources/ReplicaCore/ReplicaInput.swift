import History

/// What happens to a replica: to all of it, or to one of its parts.
package enum ReplicaInput: Equatable, Sendable {
    /// The process runs; links are not up yet. The first input.
    case started
    /// The data link is up, authenticated, and ROLE on it said master.
    case linkUp
    case linkDown
    /// The subscription is confirmed; what was published before it may have been missed.
    case subscribed
    case subscriptionLost
    case adminKey(AdminKeyInput)
    case managedKeys(ManagedKeyInput)
    case environments(EnvironmentInput)
    case registration(RegistrationID, RegistrationInput)
    case holds(HoldsInput)
}
