import CJSON

/// A JSON text (RFC 8259) that was read whole: a flat list of its values.
private final class JSONTape {
    fileprivate let values: UnsafePointer<kq_json_value>
    private let reading: OpaquePointer
    /// As Foundation has it.
    private static let deepest: UInt32 = 512

    /// Nil for what is not JSON in UTF-8, or nested deeper than 512.
    init?(_ text: [UInt8]) {
        let reading = text.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { kq_json_read($0.baseAddress, $0.count, Self.deepest) }
        }
        guard let reading else { return nil }
        self.reading = reading
        values = kq_json_values(reading)
    }

    deinit { kq_json_free(reading) }
}

/// One value of a JSON text. What nobody asks for costs nothing, and can be of any kind.
struct JSONValue {
    enum Kind { case null, flag, number, text, object, list }

    private let whole: JSONTape
    private let index: Int

    /// Nil for what is not JSON in UTF-8, or nested deeper than 512.
    init?(text: [UInt8]) {
        guard let whole = JSONTape(text) else { return nil }
        self.init(whole, at: 0)
    }

    private init(_ whole: JSONTape, at index: Int) { (self.whole, self.index) = (whole, index) }

    private var value: kq_json_value { whole.values[index] }

    var kind: Kind {
        switch value.kind {
        case KQ_JSON_FLAG: .flag
        case KQ_JSON_NUMBER: .number
        case KQ_JSON_TEXT: .text
        case KQ_JSON_OBJECT: .object
        case KQ_JSON_LIST: .list
        default: .null
        }
    }

    /// Nil for a value of another kind, as all that follow.
    var text: String? { kind == .text ? String(decoding: content, as: UTF8.self) : nil }

    var flag: Bool? { kind == .flag ? value.text != nil : nil }

    /// Infinite beyond what a `Double` holds.
    var number: Double? {
        guard kind == .number else { return nil }
        return Int64(digits: content).map(Double.init) ?? Double(String(decoding: content, as: UTF8.self))
    }

    /// The name as it stands there; nil for what is no member of an object.
    var name: String? { nameBytes.map { String(decoding: $0, as: UTF8.self) } }

    private var content: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: value.text, count: Int(value.text_length))
    }

    private var nameBytes: UnsafeRawBufferPointer? {
        value.name.map { UnsafeRawBufferPointer(start: $0, count: Int(value.name_length)) }
    }

    /// The members of an object or the elements of a list in their order; nothing in any other value.
    var inside: some Sequence<JSONValue> {
        let inside = kind == .object || kind == .list
        return sequence(state: index + 1) { [whole, end = inside ? Int(value.next) : 0] next in
            guard next < end else { return nil }
            defer { next = Int(whole.values[next].next) }
            return JSONValue(whole, at: next)
        }
    }

    /// The member of exactly this name, the last of several.
    func member(_ name: String) -> JSONValue? {
        inside.reduce(nil) { found, member in member.isNamed(name) ? member : found }
    }

    func isNamed(_ name: String) -> Bool { nameBytes?.elementsEqual(name.utf8) ?? false }

    /// Whether it has this name in any case; by Unicode's rules where it is not of ASCII.
    func isNamed(inAnyCase lowercased: String) -> Bool {
        guard let nameBytes else { return false }
        if nameBytes.allSatisfy({ $0 < 0x80 }) {
            return nameBytes.lazy.map(\.lowercased).elementsEqual(lowercased.utf8)
        }
        return name?.lowercased() == lowercased
    }

    /// The way to it from the whole text, like `a.b[2]`; empty for the whole text itself.
    var place: String {
        var place = ""
        var at = JSONValue(whole, at: 0)
        while at.index != index {
            for (number, part) in at.inside.enumerated() where part.covers(self) {
                if let name = part.name {
                    place += place.isEmpty ? name : ".\(name)"
                } else {
                    place += "[\(number)]"
                }
                at = part
                break
            }
        }
        return place
    }

    private func covers(_ other: JSONValue) -> Bool { (index..<Int(value.next)).contains(other.index) }
}

extension Int64 {
    /// Nil for what is not at most 15 digits: those a `Double` holds exactly.
    fileprivate init?(digits: UnsafeRawBufferPointer) {
        guard (1...15).contains(digits.count) else { return nil }
        var number: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int64(digit - 0x30)
        }
        self = number
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
