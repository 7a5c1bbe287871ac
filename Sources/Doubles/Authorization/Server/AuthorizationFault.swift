/// One way in which the double misbehaves, on some endpoints, for some requests.
package struct AuthorizationFault: Equatable, Sendable {
    package struct ID: Hashable, Sendable, CustomStringConvertible {
        package let number: UInt32
        package init(_ number: UInt32) { self.number = number }
        package var description: String { "fault \(number)" }
    }

    package enum Endpoint: UInt8, Sendable, CaseIterable { case discovery = 1, register, read, delete, token }

    package enum Kind: Equatable, Sendable {
        /// Nothing but the delay.
        case slow
        /// Says this status and does nothing; 429 and 503 with so many seconds of Retry-After, 0 for none.
        case status(UInt16, retryAfter: UInt32)
        /// A status, with what the client sent and what it might have got in its text.
        case echoSecrets(UInt16)
        /// Does what was asked, then resets the connection instead of answering.
        case loseAnswer
        /// Does what was asked and never answers.
        case hang
        /// Resets the connection and does nothing.
        case reset
        /// Does what was asked and answers with so many bytes.
        case oversized(UInt64, declaresLength: Bool)
        /// Does what was asked and answers so many bytes at a time, with a pause in nanoseconds after each.
        case drip(UInt32, pause: UInt64)
        /// A document of another issuer.
        case wrongIssuer
        case redirect(to: String)
        /// Does what was asked and answers with this instead, whatever it is.
        case answer(String, contentType: String)
    }

    package let id: ID
    package let endpoints: Set<Endpoint>
    /// Nil for all.
    package let tenant: String?
    /// How many requests; nil for all until it is lifted.
    package let times: UInt32?
    /// Nanoseconds before the answer begins.
    package let delay: UInt64
    package let kind: Kind

    package init(
        id: ID, _ kind: Kind, on endpoints: Set<Endpoint>, tenant: String? = nil, times: UInt32? = nil,
        delay: UInt64 = 0
    ) {
        self.id = id
        self.kind = kind
        self.endpoints = endpoints
        self.tenant = tenant
        self.times = times
        self.delay = delay
    }
}

/// The faults in force, the oldest first: one request meets the first that is for it.
struct AuthorizationFaults: Sendable {
    private var standing: [(fault: AuthorizationFault, applied: UInt32)] = []

    /// False when one with this id is in force.
    mutating func add(_ fault: AuthorizationFault) -> Bool {
        guard !standing.contains(where: { $0.fault.id == fault.id }) else { return false }
        standing.append((fault, 0))
        return true
    }

    /// Returns how many requests it met; nil when there is none.
    mutating func lift(_ id: AuthorizationFault.ID) -> UInt32? {
        guard let place = standing.firstIndex(where: { $0.fault.id == id }) else { return nil }
        return standing.remove(at: place).applied
    }

    func met(_ id: AuthorizationFault.ID) -> UInt32? { standing.first { $0.fault.id == id }?.applied }

    mutating func take(_ endpoint: AuthorizationFault.Endpoint, of tenant: String) -> AuthorizationFault? {
        let place = standing.firstIndex { fault, applied in
            fault.endpoints.contains(endpoint) && (fault.tenant ?? tenant) == tenant
                && fault.times.map { applied < $0 } ?? true
        }
        guard let place else { return nil }
        standing[place].applied += 1
        return standing[place].fault
    }
}
