import Credentials
import History
import ReplicaCore
import Stores

/// A replica was told of a registration that nobody could make: it does not start.
package struct InvalidRegistration: Error, Equatable, Sendable, CustomStringConvertible {
    package let id: RegistrationID
    package let failure: RegistrationFailure
    package var description: String { "\(id) is not valid: \(failure)" }
}

extension ReplicaConfiguration {
    package var registrationNames: RegistrationNames? { RegistrationNames(replicasOf: namespace) }

    /// One for each upstream, with an identity that is drawn for this life.
    func makeResolvers() throws(InvalidRegistration) -> [RegistrationResolver] {
        var resolvers: [RegistrationResolver] = []
        for (number, settings) in registrations.enumerated() {
            let id = RegistrationID(UInt16(number))
            do throws(RegistrationFailure) {
                guard registrationNames != nil else {
                    throw RegistrationFailure(.validate, issuer: settings.issuer, .missing("the store's namespace"))
                }
                // Streams of jitter of their own: neither two replicas nor two upstreams go in step.
                let seed = self.seed ^ 0x6463_7200 &+ UInt64(number)
                resolvers.append(
                    try RegistrationResolver(
                        settings: settings, identity: Nonce(bits: .random(in: .min ... .max)), seed: seed))
            } catch {
                throw InvalidRegistration(id: id, failure: error)
            }
        }
        return resolvers
    }
}
