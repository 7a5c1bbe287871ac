/// Why no registration could be had: the step that failed, and for whom.
///
/// Its text is fit for a log: URLs in it are sanitised, and no secret ever gets in.
public struct RegistrationFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// In the order in which they are taken.
    public enum Step: String, Sendable, CaseIterable {
        case validate
        case resolveRedirectURI = "resolve_redirect_uri"
        case resolveUpstreamID = "resolve_upstream_id"
        case cacheRead = "cache_read"
        /// Becoming the one that registers.
        case claim
        case metadataDiscovery = "metadata_discovery"
        case selectAuthMethod = "select_auth_method"
        case dcrCall = "dcr_call"
        case cacheWrite = "cache_write"
    }

    public let step: Step
    public let issuer: String
    /// Nil until it is known.
    public let redirectURI: String?
    public let cause: RegistrationFlaw

    public init(_ step: Step, issuer: String, redirectURI: String? = nil, _ cause: RegistrationFlaw) {
        self.step = step
        self.issuer = LogSanitizer.sanitized(issuer)
        self.redirectURI = redirectURI.map(LogSanitizer.sanitized)
        self.cause = cause
    }

    public var description: String { "dcr: \(step.rawValue): \(cause)" }
}

/// What is wrong with a configuration, a document or an answer. The texts name fields and say nothing of their content.
public enum RegistrationFlaw: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(String)
    /// Exactly one of two has to be there.
    case notExactlyOne(String, String)
    case tooLong(String)
    /// No absolute http or https URL, or one with a user in it.
    case badURL(String)
    /// http to another machine than the own.
    case insecureURL(String)
    /// An address of the own machine or a private network that the server named.
    case privateAddress(String)
    case issuerMismatch
    case unreadable(String)
    case wrongContentType
    case noAuthMethod(String)
    /// What the server answered; for 404, 405 and 501 it does not register clients at all.
    case status(Int, complaint: String)
    case transport(RegistrationTransportFlaw)
    /// The store gave no answer, or an error; whether a write took effect may be unknown.
    case store(String)

    public var description: String {
        switch self {
        case .missing(let name): "\(name) is missing"
        case .notExactlyOne(let one, let other): "exactly one of \(one) and \(other) must be given"
        case .tooLong(let name): "\(name) is too long"
        case .badURL(let name): "\(name) is no absolute http(s) URL without a user in it"
        case .insecureURL(let name): "\(name) must be https, or http to the own machine"
        case .privateAddress(let name): "\(name) leads to a private address"
        case .issuerMismatch: "the document's issuer is not the one that the discovery URL stands for"
        case .unreadable(let what): what
        case .wrongContentType: "the answer is no application/json"
        case .noAuthMethod(let why): "no usable authentication method: \(why)"
        case .status(let status, let complaint): Self.text(status, complaint)
        case .transport(let flaw): flaw.rawValue
        case .store(let what): what
        }
    }

    private static func text(_ status: Int, _ complaint: String) -> String {
        let what =
            [404, 405, 501].contains(status)
            ? "the server does not support dynamic client registration (status \(status))"
            : "the server answered with status \(status)"
        return complaint.isEmpty ? what : "\(what): \(complaint)"
    }
}

/// Why an HTTP request has no answer. Where the request may have reached the server, its outcome is unknown.
public enum RegistrationTransportFlaw: String, Error, Sendable, CaseIterable {
    /// Nothing was sent.
    case unreachable = "the server cannot be reached"
    /// Nothing was sent: its certificate, or the handshake.
    case insecure = "no secure connection to the server"
    /// Nothing was sent, or what came back was not followed.
    case refusedAddress = "the server's address is a private one"
    case lost = "the connection broke before the answer was complete; the outcome is unknown"
    case deadline = "no complete answer in time; the outcome is unknown"
    case tooLarge = "the answer is over its size limit; the outcome is unknown"
    case refusedRedirect = "the server answered with a redirect that is not followed"
    case malformed = "the answer is no HTTP; the outcome is unknown"

    /// A registration may exist that nobody knows.
    public var leavesOutcomeUnknown: Bool {
        switch self {
        case .unreachable, .insecure, .refusedAddress, .refusedRedirect: false
        case .lost, .deadline, .tooLarge, .malformed: true
        }
    }
}
