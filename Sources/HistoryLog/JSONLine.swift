import History

/// One flat JSON object on one line, its fields in the order they were added.
struct JSONLine {
    private(set) var text = "{"

    mutating func add(_ name: String, _ value: String) { append(name, "\"" + Self.escaped(value) + "\"") }
    mutating func add(_ name: String, _ value: some BinaryInteger) { append(name, String(value)) }
    mutating func add(_ name: String, _ value: Bool) { append(name, value ? "true" : "false") }
    mutating func add(_ name: String, _ value: VersionStamp) { add(name, value.description) }

    mutating func add(_ name: String, _ value: NodeID) { add(name, value.description) }

    /// "no value" is null.
    mutating func add(_ name: String, _ value: FingerprintBits) {
        value == .none ? append(name, "null") : add(name, value.description)
    }

    mutating func add(_ name: String, _ value: CredentialID) {
        value == .unnamed ? append(name, "null") : add(name, value.number)
    }

    /// A case of an enum, as scenarios and reports spell it.
    mutating func add(_ name: String, tag value: some RawRepresentable<UInt8>) { add(name, kebab("\(value)")) }

    mutating func add(_ life: Life) {
        add("replica", life.replica.description)
        add("life", life.incarnation.number)
    }

    var ended: String { text + "}" }

    private mutating func append(_ name: String, _ literal: String) {
        if text.utf8.count > 1 { text += "," }
        text += "\"" + name + "\":" + literal
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else { return value }
        return value.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\"", "\\": text += "\\" + String(scalar)
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

/// "environmentID" -> "environment-id", "slotRead" -> "slot-read".
func kebab(_ name: String) -> String {
    var text = ""
    var wasLower = false
    for character in name {
        if character.isUppercase, wasLower { text += "-" }
        wasLower = !character.isUppercase
        text += character.lowercased()
    }
    return text
}
