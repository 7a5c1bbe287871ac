/// Reads a row from left to right, in the one form in which it is written.
struct RowScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    /// Goes past `text` if it comes next.
    mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        for index in 0..<count where bytes[place + index] != text.utf8Start[index] { return false }
        place += count
        return true
    }

    /// A positive number of at most 14 digits, without leading zeros.
    mutating func number() -> UInt64? {
        let start = place
        var number: UInt64 = 0
        while place < bytes.count, (0x30...0x39).contains(bytes[place]), place - start < 15 {
            number = number * 10 + UInt64(bytes[place] - 0x30)
            place += 1
        }
        let digits = place - start
        return digits > 0 && digits < 15 && bytes[start] != 0x30 ? number : nil
    }

    /// A time that a ``WallTime`` holds.
    mutating func time() -> WallTime? {
        guard let number = number(), number <= UInt64(ManagedKeyRecord.latestMilliseconds) else { return nil }
        return WallTime(milliseconds: Int64(number))
    }

    /// The next `count` bytes, which hold no quote, and the quote after them.
    mutating func quoted(count: Int) -> UnsafeBufferPointer<UInt8>? {
        guard bytes.count - place > count, bytes[place + count] == UInt8(ascii: "\"") else { return nil }
        defer { place += count + 1 }
        return UnsafeBufferPointer(rebasing: bytes[place..<place + count])
    }

    /// A string's text and its closing quote; nil for another spelling than the canonical one.
    mutating func text() -> String? {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") {
            guard bytes[place] >= 0x20 else { return nil }
            place += 1
        }
        guard place < bytes.count else { return nil }
        if bytes[place] == UInt8(ascii: "\"") {
            defer { place += 1 }
            return String(validating: bytes[start..<place], as: UTF8.self)
        }
        return escapedText(from: Array(bytes[start..<place]))
    }

    private mutating func escapedText(from start: [UInt8]) -> String? {
        var text = start
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") { return String(validating: text, as: UTF8.self) }
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let unescaped = escape() else { return nil }
            text.append(unescaped)
        }
        return nil
    }

    /// What stands after a backslash: a quote, a backslash, or `u00` and a control character.
    private mutating func escape() -> UInt8? {
        if skip("\"") { return UInt8(ascii: "\"") }
        if skip("\\") { return UInt8(ascii: "\\") }
        guard skip("u00"), bytes.count - place >= 2, let high = HexDigit.value(of: bytes[place]), high < 2,
            let low = HexDigit.value(of: bytes[place + 1])
        else { return nil }
        place += 2
        return high << 4 | low
    }
}
