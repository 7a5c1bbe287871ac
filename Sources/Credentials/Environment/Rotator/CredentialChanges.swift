/// What has to be done so that the outside agrees with a rotator again: the net effect since the last drain.
///
/// A key that came and went in between is in no list. One that left and came back is in none either: its streams and
/// its client live on. Additions are to be applied before removals.
public struct CredentialChanges: Equatable, Sendable {
    /// Accepted now and not at the last drain; of each kind the primary first.
    public internal(set) var additions: [EnvironmentCredential] = []
    /// Accepted at the last drain and not now, in the order in which they left.
    public internal(set) var removals: [EnvironmentCredential] = []
    /// SDK keys that must have an upstream client from now on, the primary first: they act for the environment, and
    /// did not at the last drain. Apart from the additions, because an additional key that becomes primary was accepted
    /// all along.
    public internal(set) var clientStarts: [SDKKey] = []
    /// SDK keys whose upstream client must go: they are removed, or are now merely additional.
    public internal(set) var clientStops: [SDKKey] = []
    /// What this drain let go of because its end had come.
    public internal(set) var notices: [CredentialNotice] = []

    public init() {}

    /// True when nothing has to be done.
    public var isEmpty: Bool {
        additions.isEmpty && removals.isEmpty && clientStarts.isEmpty && clientStops.isEmpty
    }
}
