/// The authorization server misbehaves for a while, on some endpoints.
package struct AuthorizationServerFault: Equatable, Sendable {
    package enum Endpoint: String, Sendable, CaseIterable { case discovery, register, delete, token }

    package enum Kind: Equatable, Sendable {
        /// It takes its time. Nanoseconds.
        case slow(by: UInt64)
        /// It says this status and does nothing; with seconds of Retry-After, 0 for none.
        case status(UInt16, retryAfter: UInt32)
        /// A status, with what the client sent and what it might have got in its text.
        case echoSecrets(UInt16)
        /// It does what was asked, and resets the connection instead of answering.
        case loseAnswer
        /// It does what was asked, and never answers.
        case hang
        /// It resets the connection and does nothing.
        case reset
        /// It does what was asked, and answers with so many bytes.
        case oversized(bytes: UInt64)
        /// It does what was asked, and answers so many bytes at a time with a pause after each. Nanoseconds.
        case drip(bytes: UInt32, pause: UInt64)
        /// The document is another issuer's.
        case wrongIssuer
        case redirect
        /// It does what was asked, and answers with a text that is no JSON.
        case notJSON
        /// It does what was asked, and answers with JSON that names no client.
        case noClient
    }

    package var kind: Kind
    package var endpoints: Set<Endpoint>
    /// Nil for all.
    package var upstream: String?
    /// How many requests it meets at most; nil for all of its time.
    package var times: UInt32?
    package var duration: UInt64
}
