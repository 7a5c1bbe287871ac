/// All keys of one kind, each in exactly one role.
public struct KeySnapshot<Key: EnvironmentKey>: Equatable, Sendable {
    /// The one that acts for the environment towards upstream.
    public let primary: Key?
    /// In the order of their list.
    public let additional: [Key]
    /// By their ends.
    public let expiringAdditional: [EndingKey<Key>]
    /// Predecessors in their grace, by their ends.
    public let deprecated: [EndingKey<Key>]

    init(_ ring: KeyRing<Key>) {
        primary = ring.primary?.key
        additional = ring.additional.map(\.key)
        expiringAdditional = ring.expiring.keys
        deprecated = ring.deprecated.keys
    }

    /// The primary, if there is one, and the active additional keys; none that ends.
    public var active: [Key] { (primary.map { [$0] } ?? []) + additional }

    /// Predecessors, then the expiring additional keys, each by their ends.
    public var ending: [EndingKey<Key>] { deprecated + expiringAdditional }

    /// Every key that is accepted.
    public var accepted: [Key] { active + ending.map(\.key) }

    /// The keys that act for the environment: the primary, and predecessors in their grace.
    public var acting: [Key] { (primary.map { [$0] } ?? []) + deprecated.map(\.key) }
}

/// Everything that a rotator holds, read in one moment, so that no key appears in two roles or in none.
public struct CredentialSnapshot: Equatable, Sendable {
    public let sdk: KeySnapshot<SDKKey>
    public let mobile: KeySnapshot<MobileKey>
    public let environmentID: EnvironmentID?

    /// Every credential that is accepted: primaries, active additional keys, then those that end.
    public var accepted: [EnvironmentCredential] { lasting + ending }

    /// The primaries and the environment id, then the active additional keys.
    public var lasting: [EnvironmentCredential] {
        let primaries = [
            sdk.primary?.credential, mobile.primary?.credential, environmentID.map { .environmentID($0) },
        ].compactMap { $0 }
        return primaries + sdk.additional.map(\.credential) + mobile.additional.map(\.credential)
    }

    /// Predecessors and expiring additional keys, SDK keys first.
    public var ending: [EnvironmentCredential] {
        sdk.ending.map(\.key.credential) + mobile.ending.map(\.key.credential)
    }

    /// The SDK keys that have an upstream client while the environment is online.
    public var clients: [SDKKey] { sdk.acting }
}
