import Credentials

/// As which credential an environment sends events upstream: of each kind its primary, always.
///
/// An additional key or a predecessor never replaces it, whichever came last; and the endpoint of a kind is made when the
/// first primary of that kind appears.
struct EventEndpoints: Equatable, Sendable {
    struct Endpoint: Equatable, Sendable {
        let credential: EnvironmentCredential
        /// Upstream refused it; only another credential brings it back to life.
        var isRefused = false
    }

    private(set) var sdk: Endpoint?
    private(set) var mobile: Endpoint?

    /// Follows the primaries; returns the credentials that are to be used from now on.
    mutating func follow(_ snapshot: CredentialSnapshot) -> [EnvironmentCredential] {
        [
            Self.follow(&sdk, snapshot.sdk.primary?.credential),
            Self.follow(&mobile, snapshot.mobile.primary?.credential),
        ].compactMap { $0 }
    }

    private static func follow(
        _ endpoint: inout Endpoint?, _ primary: EnvironmentCredential?
    ) -> EnvironmentCredential? {
        guard let primary, endpoint?.credential != primary else { return nil }
        endpoint = Endpoint(credential: primary)
        return primary
    }

    /// A refusal of a credential that was replaced meanwhile says nothing of the new one.
    mutating func refused(_ credential: EnvironmentCredential) {
        if sdk?.credential == credential { sdk?.isRefused = true }
        if mobile?.credential == credential { mobile?.isRefused = true }
    }
}
