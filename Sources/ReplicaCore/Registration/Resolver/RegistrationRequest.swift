import Credentials

/// One HTTP request that the driver makes, once, and answers once: with all limits that hold for it.
package struct RegistrationRequest: Equatable, Sendable {
    package enum Method: String, Sendable { case get = "GET", post = "POST", delete = "DELETE" }
    package enum Redirects: Sendable {
        case refused
        /// Same scheme, host and port.
        case sameHost
    }

    /// Ties the answer to it.
    package let number: UInt32
    package let method: Method
    package let url: String
    /// For `Authorization: Bearer`; never sent on after a redirect.
    package let bearer: Secret?
    /// JSON; empty for none.
    package let body: [UInt8]
    /// Nanoseconds for all of it, from the connect to the last byte.
    package let timeLimit: UInt64
    package let redirects: Redirects
    /// False: an address that the host's name resolves to must be public.
    package let mayBePrivate: Bool

    /// Of an answer that says yes; a longer one is ``RegistrationTransportFlaw/tooLarge``.
    package static let bodyLimit = 1 << 20
    /// Of any other: what comes after is thrown away.
    package static let errorBodyLimit = ServerComplaint.bodyLimit
    /// How much of it is thrown away before the connection is closed instead.
    package static let drainLimit = 64 << 10
}

/// What came back.
package struct RegistrationResponse: Equatable, Sendable {
    package let status: Int
    /// The header as it came; nil for none.
    package let contentType: String?
    /// At most ``RegistrationRequest/bodyLimit`` bytes of a 2xx, else ``RegistrationRequest/errorBodyLimit``.
    package let body: [UInt8]
    /// Seconds of the header `Retry-After`.
    package let retryAfter: UInt64?

    package init(status: Int, contentType: String? = nil, body: [UInt8] = [], retryAfter: UInt64? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.retryAfter = retryAfter
    }

    /// application/json, with or without parameters.
    package var isJSON: Bool {
        let type = (contentType ?? "").prefix { $0 != ";" }
        return type.trimmed.lowercased() == "application/json"
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.last.map { $0 == " " || $0 == "\t" } == true ? start.dropLast().trimmed : start
    }
}
