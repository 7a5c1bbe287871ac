import FoundationEssentials

/// Turns records into JSON and back, in the one form that Redis holds.
///
/// Not `Sendable`: encoder and decoder are reused, by whoever owns the codec.
package final class RecordCodec {
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    package init() { encoder.outputFormatting = .withoutEscapingSlashes }

    /// Nil for a record that no JSON can say, such as one with a number that is not finite.
    func bytes(of record: some Encodable) -> [UInt8]? {
        guard let data = try? encoder.encode(record) else { return nil }  // its error would quote the value
        return Array(data)
    }

    /// Nil for bytes that are no such record.
    func record<Record: Decodable>(_ type: Record.Type = Record.self, from bytes: [UInt8]) -> Record? {
        try? decoder.decode(type, from: Data(bytes))  // its error would quote the text
    }
}

extension KeyedDecodingContainer {
    /// A field that is missing or null has its zero value.
    func text(_ key: Key) throws -> String { try decodeIfPresent(String.self, forKey: key) ?? "" }
    func flag(_ key: Key) throws -> Bool { try decodeIfPresent(Bool.self, forKey: key) ?? false }
    func texts(_ key: Key) throws -> [String] { try decodeIfPresent([String].self, forKey: key) ?? [] }
    func seconds(_ key: Key) throws -> Int64 { try decodeIfPresent(Int64.self, forKey: key) ?? 0 }

    func members<Value: Decodable>(_ key: Key) throws -> [String: Value] {
        try decodeIfPresent([String: Value].self, forKey: key) ?? [:]
    }

    /// A time in RFC 3339; missing, null and the year 1 are no time.
    func time(_ key: Key) throws -> WallTimeText { try decodeIfPresent(WallTimeText.self, forKey: key) ?? .init(nil) }
}

extension KeyedEncodingContainer {
    /// An empty list is written as null, as the first implementation does.
    mutating func encode(list: [String], forKey key: Key) throws {
        if list.isEmpty { try encodeNil(forKey: key) } else { try encode(list, forKey: key) }
    }

    /// A field that is left out when it says nothing.
    mutating func encode(unlessEmpty text: String, forKey key: Key) throws {
        if !text.utf8.isEmpty { try encode(text, forKey: key) }
    }
}
