/// One JSON object on one line, member by member, in the order in which they are added.
struct JSONObject {
    private var members = ""

    init() { members.reserveCapacity(160) }

    var text: String { "{\(members)}" }

    mutating func member(_ name: String, _ value: String) {
        begin(name)
        Self.append(value, to: &members)
    }

    mutating func member(_ name: String, _ value: Bool) {
        begin(name)
        members += value ? "true" : "false"
    }

    mutating func member(_ name: String, _ value: some BinaryInteger) {
        begin(name)
        members += String(value)
    }

    mutating func null(_ name: String) {
        begin(name)
        members += "null"
    }

    mutating func object(_ name: String, _ body: (inout JSONObject) -> Void) {
        var inner = JSONObject()
        body(&inner)
        begin(name)
        members += inner.text
    }

    mutating func objects(_ name: String, _ list: [JSONObject]) {
        begin(name)
        members += "[" + list.map(\.text).joined(separator: ",") + "]"
    }

    /// A value that is JSON already.
    mutating func raw(_ name: String, _ json: String) {
        begin(name)
        members += json
    }

    private mutating func begin(_ name: String) {
        if !members.isEmpty { members += "," }
        Self.append(name, to: &members)
        members += ":"
    }

    /// Control characters, quotes and backslashes are escaped, and so are the two line ends that some readers of lines
    /// know beside the newline.
    private static func append(_ text: String, to result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                result.unicodeScalars.append("\\")
                result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || (0x2028...0x2029).contains(scalar.value):
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}
