/// One JSON value of a document, with the way to it, so that an error can say where without saying what.
///
/// Nothing is found wrong with a value before it is read: what nobody asks for is ignored, whatever it is.
struct DocumentValue {
    private let value: JSONValue

    init(json: [UInt8]) throws(MalformedDocument) {
        guard let value = JSONValue(text: json) else { throw MalformedDocument(place: "", reason: .notJSON) }
        self.value = value
    }

    private init(_ value: JSONValue) { self.value = value }

    var place: String { value.place }
}

/// Reading: what is absent or null has its zero; what is there has the right type or the document is malformed.
extension DocumentValue {
    /// A member that is there and not null. Names are found in any case, as the platform's own decoder finds them.
    subscript(name: String) -> DocumentValue? {
        get throws(MalformedDocument) {
            guard value.kind == .object else { throw flaw(.wrongType) }
            let lowercased = name.lowercased()
            var found: JSONValue?
            for member in value.inside where member.isNamed(inAnyCase: lowercased) {
                if let found, found.name != member.name, !found.says(whatIsSaidBy: member) {
                    throw MalformedDocument(place: member.place, reason: .repeatedName)
                }
                found = member
            }
            return found.flatMap { $0.kind == .null ? nil : DocumentValue($0) }
        }
    }

    func text(_ name: String) throws(MalformedDocument) -> String {
        guard let value = try self[name] else { return "" }
        guard let text = value.value.text else { throw value.flaw(.wrongType) }
        return text
    }

    func flag(_ name: String) throws(MalformedDocument) -> Bool {
        guard let value = try self[name] else { return false }
        guard let flag = value.value.flag else { throw value.flaw(.wrongType) }
        return flag
    }

    /// A whole number that a `Double` holds exactly.
    func number(_ name: String) throws(MalformedDocument) -> Int64 {
        guard let value = try self[name] else { return 0 }
        guard let number = value.value.number else { throw value.flaw(.wrongType) }
        guard abs(number) < 0x1p53, number == number.rounded() else { throw value.flaw(.outOfRange) }
        return Int64(number)
    }

    func list(_ name: String) throws(MalformedDocument) -> [DocumentValue] {
        guard let value = try self[name] else { return [] }
        guard value.value.kind == .list else { throw value.flaw(.wrongType) }
        return value.value.inside.map(DocumentValue.init)
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

extension JSONValue {
    /// The same value, wherever it stands; names in any case.
    fileprivate func says(whatIsSaidBy other: JSONValue) -> Bool {
        guard kind == other.kind, text == other.text, number == other.number, flag == other.flag else { return false }
        switch kind {
        case .null, .flag, .number, .text: return true
        case .list:
            let (own, others) = (Array(inside), Array(other.inside))
            return own.count == others.count && zip(own, others).allSatisfy { $0.says(whatIsSaidBy: $1) }
        case .object:
            let (own, others) = (members, other.members)
            return own.count == others.count
                && own.allSatisfy { name, value in others[name].map { value.says(whatIsSaidBy: $0) } ?? false }
        }
    }

    private var members: [String: JSONValue] {
        Dictionary(inside.map { ($0.name?.lowercased() ?? "", $0) }) { _, last in last }
    }
}
