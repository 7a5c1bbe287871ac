/// One JSON object, written member by member, without white space and with the fewest escapes: each content has one
/// text.
struct JSONText {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(400) }

    /// The object, complete.
    var closed: [UInt8] { (bytes.isEmpty ? [UInt8(ascii: "{")] : bytes) + [UInt8(ascii: "}")] }

    mutating func member(_ name: StaticString, _ text: String) {
        begin(name)
        append(text)
    }

    /// Nothing in hex needs an escape.
    mutating func member(_ name: StaticString, hex: [UInt8]) {
        begin(name)
        bytes.append(UInt8(ascii: "\""))
        bytes += hex
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func member(_ name: StaticString, _ flag: Bool) {
        begin(name)
        bytes += Array((flag ? "true" : "false").utf8)
    }

    mutating func member(_ name: StaticString, number: UInt64) {
        begin(name)
        bytes += Array(String(number).utf8)
    }

    mutating func member(_ name: StaticString, milliseconds time: WallTime) {
        begin(name)
        bytes += Array(String(time.milliseconds).utf8)
    }

    private mutating func begin(_ name: StaticString) {
        bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
        bytes.append(UInt8(ascii: "\""))
        bytes += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte < 0x20 {
                bytes += [UInt8(ascii: "\\"), UInt8(ascii: "u"), 0x30, 0x30, 0x30 + byte >> 4]
                bytes.append(HexDigit.text(of: UInt64(byte)))
            } else {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
