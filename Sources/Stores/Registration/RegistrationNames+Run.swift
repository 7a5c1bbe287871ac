import Credentials

extension RegistrationNames {
    /// The names of a run, or of a replica, whose other keys begin with `namespace`: what stands before its first colon is the
    /// namespace here, and the rest the name. Nil for one that has a brace.
    package init?(namespace: String) {
        let parts = namespace.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(namespace: String(parts[0]), name: parts.count == 2 ? String(parts[1]) : "")
    }

    /// Every name under which something can stand for these keys, but the tombstones.
    package func all(of keys: [RegistrationKey]) -> [[UInt8]] {
        keys.flatMap { [row($0), lease($0)] } + [fence, withdraw, last]
    }

    /// The tombstone of a client of which no more is known than its id.
    package func tombstone(ofClient id: String, under key: RegistrationKey) -> [UInt8] {
        tombstone(Registration(key: key, clientID: id, authorizationEndpoint: "", tokenEndpoint: ""))
    }
}
