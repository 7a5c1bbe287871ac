import Credentials

/// How one replica gets its registration at one upstream; fixed for its life. Durations are nanoseconds.
package struct RegistrationSettings: Equatable, Sendable {
    package enum Claim: String, Sendable, CaseIterable {
        /// One registers for all; the others adopt.
        case createIfAbsent = "create-if-absent"
        /// Everybody registers who finds none, and the last one counts: how it was before, to measure what it costs.
        case lastWriter = "last-writer"
    }

    /// The own issuer, not the upstream's.
    package var issuer: String
    /// Nil for the issuer's `/oauth/callback`.
    package var redirectURI: String?
    /// Empty for what the server says that it supports.
    package var scopes: [String] = []
    /// Exactly one of this and ``registrationEndpoint``.
    package var discoveryURL: String?
    package var registrationEndpoint: String?
    /// What the server supports where no document says it.
    package var codeChallengeMethods: [String] = []
    package var authorizationEndpoint: String?
    package var tokenEndpoint: String?
    package var initialAccessToken: Secret?
    package var clientName = "Keyquake"
    package var isPublicClient = false
    package var allowsPrivateAddresses = false
    /// The endpoints above came from a server too, and are trusted as little as a document.
    package var hasServerSuppliedEndpoints = false
    package var claim = Claim.createIfAbsent
    /// Whether a change that is announced is a reason to read, besides the poll.
    package var usesPush = true

    package var poll: UInt64 = 5_000_000_000
    /// Between two reads of one that waits for another replica to register; hints make most of them needless.
    package var waitingPoll: UInt64 = 250_000_000
    /// How long a holder that died keeps the others waiting.
    package var leaseLife: UInt64 = 3_000_000_000

    package init(
        issuer: String, discoveryURL: String? = nil, registrationEndpoint: String? = nil, claim: Claim = .createIfAbsent
    ) {
        self.issuer = issuer
        self.discoveryURL = discoveryURL
        self.registrationEndpoint = registrationEndpoint
        self.claim = claim
    }
}

/// What a gateway is at one upstream: a client that somebody registered by hand, or one that it registers itself.
package enum UpstreamIdentity: Equatable, Sendable {
    case fixed(clientID: String, secret: Secret?)
    case registered(RegistrationSettings)

    /// Exactly one of the two.
    package init(
        clientID: String?, secret: Secret?, registration: RegistrationSettings?
    ) throws(RegistrationFailure) {
        switch (clientID.flatMap { $0.isEmpty ? nil : $0 }, registration) {
        case (let id?, nil): self = .fixed(clientID: id, secret: secret)
        case (nil, let settings?): self = .registered(settings)
        default:
            throw RegistrationFailure(
                .validate, issuer: registration?.issuer ?? "", .notExactlyOne("client id", "registration"))
        }
    }
}
