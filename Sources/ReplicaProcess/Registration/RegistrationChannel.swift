import Credentials
import History
import ReplicaCore
import Stores

/// The channel on which changes of registrations are announced, and which of ours a message is about.
struct RegistrationChannel {
    let name: String
    private let keys: [(id: RegistrationID, key: RegistrationKey)]

    /// Nil for a replica that does not listen there.
    init?(_ configuration: ReplicaConfiguration) {
        guard let names = configuration.registrationNames else { return nil }
        name = names.channel
        keys = configuration.registrations.enumerated().compactMap { number, settings in
            guard settings.usesPush else { return nil }
            // What is wrong with the others was said at the start.
            return (try? RegistrationPlan(settings)).map { (RegistrationID(UInt16(number)), $0.key) }
        }
        if keys.isEmpty { return nil }
    }

    /// Empty for a message about somebody else's, or about nothing.
    func subjects(of message: [UInt8]) -> [RegistrationID] {
        guard let hint = RegistrationHint(message: message) else { return [] }
        return keys.filter { hint.isAbout($0.key) }.map(\.id)
    }
}
