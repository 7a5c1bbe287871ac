import FoundationEssentials

/// One JSON value of a document, with the path to it, so that an error can say where without saying what.
///
/// Nothing is found wrong with a value before it is read: what nobody asks for is ignored, whatever it is.
struct DocumentValue: Decodable {
    enum Content: Equatable {
        /// `contradicted`: names that stand there in several spellings with different values, each with its place.
        case object([String: DocumentValue], contradicted: [String: String])
        case list([DocumentValue])
        case text(String)
        case number(Double)
        case flag(Bool)
        case null
    }

    let content: Content
    /// Where it stands, and under which name there; without one where the place is its own.
    private let path: [any CodingKey]
    private let name: Name?

    init(json: [UInt8]) throws(MalformedDocument) {
        do {
            self = try JSONDecoder().decode(DocumentValue.self, from: Data(json))
        } catch let flaw as MalformedDocument {
            throw flaw
        } catch {
            throw MalformedDocument(place: "", reason: .notJSON)  // its own words would quote the text
        }
    }

    init(from decoder: any Decoder) throws {
        path = decoder.codingPath
        name = nil
        content = try Self.content(decoder, likely: Kind(of: path.last))
    }

    private static func content(_ decoder: any Decoder, likely: Kind) throws -> Content {
        if let content = try content(decoder, as: likely) { return content }
        if try decoder.singleValueContainer().decodeNil() { return .null }
        for kind in Kind.allCases where kind != likely {
            if let content = try content(decoder, as: kind) { return content }
        }
        // The one that is left is a number that no `Double` holds: it is out of range where it is read.
        return .number(.infinity)
    }

    private static func content(_ decoder: any Decoder, as kind: Kind) throws -> Content? {
        switch kind {
        case .text: return (try? decoder.singleValueContainer().decode(String.self)).map { .text($0) }
        case .flag: return (try? decoder.singleValueContainer().decode(Bool.self)).map { .flag($0) }
        case .number: return (try? decoder.singleValueContainer().decode(Double.self)).map { .number($0) }
        case .object: return try (try? decoder.container(keyedBy: Name.self)).map(Self.object)
        case .list:
            guard var items = try? decoder.unkeyedContainer() else { return nil }
            var list: [DocumentValue] = []
            while !items.isAtEnd { list.append(try items.decode(DocumentValue.self)) }
            return .list(list)
        }
    }

    /// Names are found in any case, as the platform's own decoder finds them.
    private static func object(_ container: KeyedDecodingContainer<Name>) throws -> Content {
        let path = container.codingPath
        var members: [String: DocumentValue] = [:]
        var contradicted: [String: String] = [:]
        for name in container.allKeys {
            let value = try member(name, of: container, at: path)
            let found = name.stringValue.lowercased()
            let former = members.updateValue(value, forKey: found)
            if let former, former != value { contradicted[found] = value.place }
        }
        return .object(members, contradicted: contradicted)
    }

    /// Most are no objects and no lists: those need no decoder of their own.
    private static func member(
        _ name: Name, of container: KeyedDecodingContainer<Name>, at path: [any CodingKey]
    ) throws -> DocumentValue {
        let content: Content? =
            switch Kind(of: name) {
            case .text: (try? container.decode(String.self, forKey: name)).map { .text($0) }
            case .flag: (try? container.decode(Bool.self, forKey: name)).map { .flag($0) }
            case .number: (try? container.decode(Double.self, forKey: name)).map { .number($0) }
            case .object, .list: nil
            }
        guard let content else { return try container.decode(DocumentValue.self, forKey: name) }
        return DocumentValue(content: content, path: path, name: name)
    }

    private init(content: Content, path: [any CodingKey], name: Name) {
        (self.content, self.path, self.name) = (content, path, name)
    }

    var place: String {
        (path + [name].compactMap(\.self)).reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }

    /// What a value may be. A guess that fails costs an error, many times the price of the value: what stands under its
    /// name as a rule is guessed first.
    private enum Kind: CaseIterable {
        case text, object, list, flag, number

        init(of name: (any CodingKey)?) {
            guard let name else {
                self = .object
                return
            }
            switch name.stringValue {
            case _ where name.intValue != nil: self = .object  // of `additional`
            case "sdkKey", "mobileKey", "expiring": self = .object
            case "additional": self = .list
            case "secureMode", "deleted": self = .flag
            case "version", "timestamp", "expiresAt", "defaultTtl": self = .number
            default: self = .text
            }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// The same value, wherever it stands.
extension DocumentValue: Equatable {
    static func == (left: Self, right: Self) -> Bool { left.content == right.content }
}

/// Reading: what is absent or null has its zero; what is there has the right type or the document is malformed.
extension DocumentValue {
    var isNull: Bool { if case .null = content { true } else { false } }

    /// A member that is there and not null.
    subscript(name: String) -> DocumentValue? {
        get throws(MalformedDocument) {
            guard case .object(let members, let contradicted) = content else { throw flaw(.wrongType) }
            if let place = contradicted[name.lowercased()] {
                throw MalformedDocument(place: place, reason: .repeatedName)
            }
            return members[name.lowercased()].flatMap { $0.isNull ? nil : $0 }
        }
    }

    func text(_ name: String) throws(MalformedDocument) -> String {
        guard let value = try self[name] else { return "" }
        guard case .text(let text) = value.content else { throw value.flaw(.wrongType) }
        return text
    }

    func flag(_ name: String) throws(MalformedDocument) -> Bool {
        guard let value = try self[name] else { return false }
        guard case .flag(let flag) = value.content else { throw value.flaw(.wrongType) }
        return flag
    }

    /// A whole number that a `Double` holds exactly.
    func number(_ name: String) throws(MalformedDocument) -> Int64 {
        guard let value = try self[name] else { return 0 }
        guard case .number(let number) = value.content else { throw value.flaw(.wrongType) }
        guard abs(number) < 0x1p53, number == number.rounded() else { throw value.flaw(.outOfRange) }
        return Int64(number)
    }

    func list(_ name: String) throws(MalformedDocument) -> [DocumentValue] {
        guard let value = try self[name] else { return [] }
        guard case .list(let list) = value.content else { throw value.flaw(.wrongType) }
        return list
    }

    /// Unix milliseconds that wall time can hold.
    func time(_ name: String) throws(MalformedDocument) -> WallTime {
        let milliseconds = try number(name)
        guard abs(milliseconds) <= Int64.max / 1_000_000 else {
            throw MalformedDocument(place: place + "." + name, reason: .outOfRange)
        }
        return WallTime(milliseconds: milliseconds)
    }

    func flaw(_ reason: MalformedDocument.Reason) -> MalformedDocument {
        MalformedDocument(place: place, reason: reason)
    }
}
