import Credentials

/// The headers that a credential may stand in.
package enum GateHeader: CaseIterable, Sendable {
    case authorization, apiKey, googleAPIKey
}

/// What a request has of one header.
package enum GateHeaderValue: Equatable, Sendable {
    case absent
    case one(String)
    /// It stands there twice: who picks one may pick another than the next one who reads it.
    case several
}

/// What a caller presents on one route: the first place that is not empty, and no other (contract A1, pitfall 29).
package enum PresentedCredential: Sendable {
    case missing
    /// Said twice.
    case ambiguous
    /// Exactly as it came.
    case text(String)
    /// Of a query that was percent-encoded, or plain.
    case part(Substring)

    /// - Parameter header: asked only for the headers of the route, in the order of precedence.
    package init(on route: GateRoute, query: Substring?, _ header: (GateHeader) -> GateHeaderValue) {
        if case .client(let id) = route {
            self = id.isEmpty ? .missing : .part(id)
            return
        }
        for name in route.headers {
            switch header(name) {
            case .absent: continue
            case .one(let text) where text.isEmpty: continue
            case .one(let text): self = .text(text)
            case .several: self = .ambiguous
            }
            return
        }
        self = route.readsQuery ? Self.key(in: query) : .missing
    }

    /// The value of `key`, decoded as forms are.
    private static func key(in query: Substring?) -> PresentedCredential {
        var found: Substring.UTF8View?
        for pair in query?.utf8.split(separator: UInt8(ascii: "&")) ?? [] {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard isKey(pair[..<end]) else { continue }
            guard found == nil else { return .ambiguous }
            found = end == pair.endIndex ? pair[end...] : pair[pair.index(after: end)...]
        }
        guard let found, !found.isEmpty else { return .missing }
        guard found.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return .part(Substring(found))
        }
        // What cannot be decoded is something, and nobody's.
        return PercentText.decoded(found, plusIsSpace: true).map { .text($0) } ?? .ambiguous
    }

    /// A name may be encoded, too: another reader would take it for the same.
    private static func isKey(_ name: Substring.UTF8View) -> Bool {
        if name.elementsEqual("key".utf8) { return true }
        guard name.contains(UInt8(ascii: "%")) else { return false }
        return PercentText.decoded(name).map { $0.utf8.elementsEqual("key".utf8) } ?? false
    }

    /// Lends the bytes; nil when there are none that could pass.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        switch self {
        case .missing, .ambiguous: nil
        case .text(let text): Self.lend(text.utf8, body)
        case .part(let text): Self.lend(text.utf8, body)
        }
    }

    private static func lend<Result>(
        _ text: some Collection<UInt8>, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        text.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
            ?? Array(text).withUnsafeBytes { body($0) }
    }
}

extension PresentedCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(presented credential)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension GateRoute {
    /// In the order of precedence.
    fileprivate var headers: [GateHeader] {
        switch self {
        case .admin, .mcp, .keyAdmin, .sdk, .mobile: Self.authorization
        case .token: Self.all
        case .client, .open, .unknown: []
        }
    }

    fileprivate var readsQuery: Bool { self == .admin || self == .mcp }

    private static let authorization = [GateHeader.authorization]
    private static let all = [GateHeader.authorization, .apiKey, .googleAPIKey]
}
