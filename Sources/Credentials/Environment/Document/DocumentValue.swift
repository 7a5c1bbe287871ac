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
    let place: String

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
        place = Self.place(decoder.codingPath)
        // Most values are texts, and each guess that fails costs an error: this one comes first.
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            content = .text(text)
        } else if let names = try? decoder.container(keyedBy: Name.self) {
            content = try Self.object(names)
        } else if var items = try? decoder.unkeyedContainer() {
            var list: [DocumentValue] = []
            while !items.isAtEnd { list.append(try items.decode(DocumentValue.self)) }
            content = .list(list)
        } else {
            content = try Self.scalar(decoder.singleValueContainer())
        }
    }

    /// Names are found in any case, as the platform's own decoder finds them.
    private static func object(_ container: KeyedDecodingContainer<Name>) throws -> Content {
        var members: [String: DocumentValue] = [:]
        var contradicted: [String: String] = [:]
        for name in container.allKeys {
            let value = try container.decode(DocumentValue.self, forKey: name)
            let former = members.updateValue(value, forKey: name.stringValue.lowercased())
            if let former, former != value { contradicted[name.stringValue.lowercased()] = value.place }
        }
        return .object(members, contradicted: contradicted)
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> Content {
        if container.decodeNil() { return .null }
        if let flag = try? container.decode(Bool.self) { return .flag(flag) }
        // The one that is left is a number that no `Double` holds: it is out of range where it is read.
        return .number((try? container.decode(Double.self)) ?? .infinity)
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
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
