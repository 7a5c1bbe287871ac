/// A text with places that are filled in for each replica: `--port={port}`.
package struct TextTemplate: Equatable, Sendable {
    package enum Part: Equatable, Sendable {
        case text(String)
        case place(Placeholder)
    }

    package private(set) var parts: [Part] = []

    package var placeholders: [Placeholder] {
        parts.compactMap { if case .place(let placeholder) = $0 { placeholder } else { nil } }
    }

    package func filled(_ value: (Placeholder) -> String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .place(let placeholder): value(placeholder)
            }
        }.joined()
    }
}

/// What only a run knows of one replica.
package enum Placeholder: String, Sendable, CaseIterable {
    case port, replica
    /// The name of the slot's key in Redis.
    case slot
    /// Without a password.
    case redisURL = "redis-url"
    case redisHost = "redis-host"
    case redisPort = "redis-port"
    case redisDatabase = "redis-database"
    case redisUser = "redis-user"
    case redisPasswordFile = "redis-password-file"
    case redisPassword = "redis-password"
    /// The ADMIN_KEY of its start; empty without one.
    case adminKeyFile = "admin-key-file"
    case adminKey = "admin-key"

    /// In an argument everybody on the machine could read it.
    package var isSecret: Bool { self == .redisPassword || self == .adminKey }
}

/// Braces around no name of a placeholder.
struct UnknownPlaceholder: Error {
    let name: String
}

extension TextTemplate {
    /// Reads `{name}`; braces around anything but small letters and hyphens are braces.
    init(_ text: String) throws(UnknownPlaceholder) {
        var literal = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            guard !name.isEmpty, name.utf8.allSatisfy({ 97...122 ~= $0 || $0 == 45 }) else {
                literal += rest[...open]
                rest = rest[rest.index(after: open)...]
                continue
            }
            guard let placeholder = Placeholder(rawValue: String(name)) else {
                throw UnknownPlaceholder(name: String(name))
            }
            append(literal + rest[..<open])
            parts.append(.place(placeholder))
            literal = ""
            rest = rest[rest.index(after: close)...]
        }
        append(literal + rest)
    }

    private mutating func append(_ text: String) { if !text.isEmpty { parts.append(.text(text)) } }
}
