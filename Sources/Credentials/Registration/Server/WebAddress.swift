/// An absolute http or https URL, taken apart by RFC 3986 and nothing more lenient.
///
/// What a lenient reader repairs (white space, backslashes, a user before the host) is refused: two readers that repair
/// differently see two hosts.
package struct WebAddress: Equatable, Sendable {
    package enum Scheme: String, Sendable { case http, https }

    /// As it was given.
    package let text: String
    package let scheme: Scheme
    /// Without the brackets of an IPv6 address; letters as they were given.
    package let host: String
    package let port: UInt16?
    /// Empty, or from the first slash.
    package let path: String
    package let hasQueryOrFragment: Bool

    /// The longest that is looked at.
    package static let longest = 2048

    /// Nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.longest, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.forbidden.contains($0) }),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let scheme = Scheme(rawValue: String(decoding: bytes[..<colon], as: UTF8.self).lowercased()),
            bytes[(colon + 1)...].starts(with: [0x2F, 0x2F])
        else { return nil }
        let body = bytes[(colon + 3)...]
        let end = body.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? body.endIndex
        let slash = body[..<end].firstIndex(of: UInt8(ascii: "/")) ?? end
        guard let (host, port) = Self.authority(body[..<slash]) else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = host
        self.port = port
        path = String(decoding: body[slash..<end], as: UTF8.self)
        hasQueryOrFragment = end != body.endIndex
    }

    private static let forbidden = Set("\\\"<>^`{|}".utf8)

    /// No user: credentials in a URL of a configuration or a document are a mistake, or an attack.
    private static func authority(_ text: ArraySlice<UInt8>) -> (String, UInt16?)? {
        guard !text.contains(UInt8(ascii: "@")) else { return nil }
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let host = String(decoding: text[(text.startIndex + 1)..<close], as: UTF8.self)
            guard HostAddress(host)?.isVersion6 == true else { return nil }
            return port(text[(close + 1)...]).map { (host, $0) }
        }
        let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let host = text[..<colon]
        guard !host.isEmpty, host.allSatisfy({ $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") && $0 != 0x25 })
        else { return nil }
        return port(text[colon...]).map { (String(decoding: host, as: UTF8.self), $0) }
    }

    /// Nil for what is none; no port at all, or an empty one, is the scheme's own.
    private static func port(_ text: ArraySlice<UInt8>) -> UInt16?? {
        guard let colon = text.first else { return .some(nil) }
        guard colon == UInt8(ascii: ":") else { return nil }
        let digits = text.dropFirst()
        guard digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        guard !digits.isEmpty else { return .some(nil) }
        guard let number = UInt16(String(decoding: digits, as: UTF8.self)), number > 0 else { return nil }
        return .some(number)
    }
}

extension WebAddress {
    /// `scheme://host:port` as it was given, without path.
    package var origin: String {
        let bytes = Array(text.utf8)
        let body = bytes[(scheme.rawValue.utf8.count + 3)...]
        let end = body.firstIndex { Set("/?#".utf8).contains($0) } ?? body.endIndex
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Host and effective port: what two URLs of one server share.
    package func hasSameAuthority(as other: WebAddress) -> Bool {
        scheme == other.scheme && host.lowercased().utf8.elementsEqual(other.host.lowercased().utf8)
            && effectivePort == other.effectivePort
    }

    package var effectivePort: UInt16 { port ?? (scheme == .https ? 443 : 80) }

    /// localhost in any case, 127.0.0.0/8, ::1.
    package var isLoopback: Bool {
        host.lowercased() == "localhost" || HostAddress(host)?.isLoopback == true
    }

    /// https, or http to the own machine.
    package var isSecure: Bool { scheme == .https || isLoopback }

    /// True for a host that is written as an address of no public network, and for localhost; names are the driver's to
    /// resolve and judge.
    package var isPrivate: Bool {
        isLoopback || HostAddress(host)?.isPublic == false
    }
}
