import Credentials

/// What may be left of registrations when nobody uses them any more, for who clears up.
extension RegistrationNames {
    /// Every name under which something can stand for these keys, but the tombstones.
    package func all(of keys: [RegistrationKey]) -> [[UInt8]] {
        keys.flatMap { [row($0), lease($0)] } + [fence, withdraw, last]
    }

    /// The tombstone of a client of which no more is known than its id.
    package func tombstone(ofClient id: String, under key: RegistrationKey) -> [UInt8] {
        tombstone(Registration(key: key, clientID: id, authorizationEndpoint: "", tokenEndpoint: ""))
    }
}
