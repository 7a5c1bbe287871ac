/// Builds one message between our own processes: fixed-width numbers, little-endian, and counted bytes.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func put<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func put(_ flag: Bool) { put(flag ? UInt8(1) : 0) }

    package mutating func put(counted: [UInt8]) {
        put(UInt32(counted.count))
        bytes.append(contentsOf: counted)
    }

    package mutating func put(_ text: String) { put(counted: Array(text.utf8)) }

    package mutating func put<Element>(list: [Element], _ body: (inout WireWriter, Element) -> Void) {
        put(UInt32(list.count))
        for element in list { body(&self, element) }
    }

    package mutating func put<Value>(optional: Value?, _ body: (inout WireWriter, Value) -> Void) {
        put(optional != nil)
        if let optional { body(&self, optional) }
    }
}

/// A message that is not what it should be: the two ends of a socket are not the same build.
package struct WireError: Error, Equatable {
    package init() {}
}

/// Takes a message apart in the order in which it was built.
package struct WireReader {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    package mutating func take<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(WireError) -> Number {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { throw WireError() }
        var number = Number.zero
        for (shift, byte) in rest.prefix(size).enumerated() {
            number |= Number(truncatingIfNeeded: byte) << Number(shift * 8)
        }
        rest = rest.dropFirst(size)
        return number
    }

    package mutating func takeFlag() throws(WireError) -> Bool { try take(UInt8.self) == 1 }

    package mutating func takeCounted() throws(WireError) -> [UInt8] {
        let count = Int(try take(UInt32.self))
        guard rest.count >= count else { throw WireError() }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    package mutating func takeText() throws(WireError) -> String { String(decoding: try takeCounted(), as: UTF8.self) }

    package mutating func takeList<Element>(
        _ body: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = try take(UInt32.self)
        var list: [Element] = []
        for _ in 0..<count { list.append(try body(&self)) }
        return list
    }

    package mutating func takeOptional<Value>(
        _ body: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value? {
        try takeFlag() ? try body(&self) : nil
    }

    /// Takes the number of an enum's case.
    package mutating func takeCase<Value: RawRepresentable>(
        _: Value.Type = Value.self
    ) throws(WireError) -> Value where Value.RawValue: FixedWidthInteger {
        guard let value = Value(rawValue: try take(Value.RawValue.self)) else { throw WireError() }
        return value
    }
}
