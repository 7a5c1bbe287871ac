import Stores

extension RegistrationNames {
    /// Those of a replica whose other names begin with this namespace: `keyquake:<run>` has its rows under
    /// `kq:auth:{keyquake:<run>}:`. Nil for an empty namespace, and for one with a brace in it.
    package init?(replicasOf namespace: String) {
        guard !namespace.isEmpty else { return nil }
        let parts = namespace.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        self.init(namespace: parts[0], name: parts.count == 2 ? parts[1] : "")
    }
}
