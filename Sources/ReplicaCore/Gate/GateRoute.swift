/// Where a request goes, and with that who may pass: one table for both, so that no route has an unguarded twin.
///
/// Segments are compared whole and byte by byte: `/apix` is not below `/api`, and `/api/v1x` is not `/api/v1`.
package enum GateRoute: Equatable, Sendable {
    /// `/api` and all below it but what follows: the admin key, from `Authorization` or the query's `key`.
    case admin
    /// `/v1`, `/v1beta`, `/api/v1`, `/api/v3`: any key, from a header.
    case token
    /// `/mcp` and `/sse`: any key, from `Authorization` or the query's `key`.
    case mcp
    /// `/admin/api/v1`: the admin key, from `Authorization` alone.
    case keyAdmin(KeyEndpoint)
    /// `/sdk` and `/mobile`: a key of an environment, from `Authorization`.
    case sdk, mobile
    /// `/client/{id}`: the id of an environment is its credential.
    case client(id: Substring)
    /// Nobody is asked for anything.
    case open(OpenRoute)
    /// Nothing is there.
    case unknown

    package init(_ target: RequestTarget) {
        let (first, rest) = target.path.dropFirst().firstSegment
        switch Word(first) {
        case "api": self = Self.api(rest)
        case "v1", "v1beta": self = .token
        case "mcp": self = .mcp
        case "sse" where rest == nil: self = .mcp
        case "sdk": self = .sdk
        case "mobile": self = .mobile
        case "client": self = rest.map { .client(id: $0.firstSegment.first) } ?? .unknown
        case "admin": self = Self.adminPages(rest)
        default: self = rest == nil ? OpenRoute(first).map(Self.open) ?? .unknown : .unknown
        }
    }

    private static func api(_ rest: Substring?) -> GateRoute {
        guard let (first, more) = rest?.firstSegment else { return .admin }
        switch Word(first) {
        case "v1", "v3": return .token
        case "status" where more == nil: return .open(.alive)
        default: return .admin
        }
    }

    private static func adminPages(_ rest: Substring?) -> GateRoute {
        guard let (api, version) = rest?.firstSegment, Word(api) == "api", let (first, more) = version?.firstSegment,
            Word(first) == "v1"
        else { return .unknown }
        return .keyAdmin(KeyEndpoint(below: more))
    }
}

/// What is below `/admin/api/v1`.
package enum KeyEndpoint: Equatable, Sendable {
    case keys
    /// The id as it was typed.
    case deactivate(Substring)
    case refresh
    case unknown

    init(below rest: Substring?) {
        guard let (first, more) = rest?.firstSegment else {
            self = .unknown
            return
        }
        let second = more?.firstSegment
        switch (Word(first), second) {
        case ("auth-keys", nil): self = .keys
        case ("auth-keys", let second?) where second.rest.map { Word($0) == "deactivate" } ?? false:
            self = .deactivate(second.first)
        case ("runtime", let second?) where Word(second.first) == "refresh" && second.rest == nil: self = .refresh
        default: self = .unknown
        }
    }
}

/// What anybody may ask, and what says nothing that is secret.
package enum OpenRoute: String, CaseIterable, Sendable {
    /// Also `/api/status`: the process runs.
    case alive = "healthz"
    /// It may be asked for decisions.
    case ready = "readyz"
    case status
    case metrics
    /// Answers as a guarded route does: what a benchmark compares with. Only where it is asked for.
    case bench

    fileprivate init?(_ name: Substring) {
        guard let route = Self.allCases.first(where: { Word(name) == Word($0.rawValue[...]) }) else { return nil }
        self = route
    }
}

extension Substring {
    /// Up to the first slash, and what is behind it; nil without one.
    fileprivate var firstSegment: (first: Substring, rest: Substring?) {
        guard let slash = utf8.firstIndex(of: UInt8(ascii: "/")) else { return (self, nil) }
        return (self[..<slash], self[utf8.index(after: slash)...])
    }
}

/// Compared by bytes: a `String` equates what merely looks the same.
private struct Word: ExpressibleByStringLiteral, Equatable {
    let text: Substring
    init(_ text: Substring) { self.text = text }
    init(stringLiteral text: String) { self.text = text[...] }
    static func == (left: Word, right: Word) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    static func ~= (pattern: Word, word: Word) -> Bool { pattern == word }
}
