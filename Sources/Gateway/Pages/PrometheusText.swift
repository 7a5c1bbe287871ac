/// The text format of Prometheus, version 0.0.4: each family once, with its help and type before its samples.
struct PrometheusText {
    enum Kind: String { case counter, gauge, histogram }

    private(set) var text = ""

    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ value: String, of labels: KeyValuePairs<String, String> = [:]) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    mutating func sample(
        _ name: String, _ value: some BinaryInteger, of labels: KeyValuePairs<String, String> = [:]
    ) { sample(name, String(value), of: labels) }

    mutating func sample(_ name: String, _ value: Bool, of labels: KeyValuePairs<String, String> = [:]) {
        sample(name, value ? "1" : "0", of: labels)
    }

    mutating func sample(_ name: String, seconds nanoseconds: UInt64) { sample(name, Self.seconds(nanoseconds)) }

    /// Exact: a decimal fraction of nine digits, without the zeros at its end.
    static func seconds(_ nanoseconds: UInt64) -> String {
        let rest = String(nanoseconds % 1_000_000_000)
        let digits = String(repeating: "0", count: 9 - rest.count) + rest
        let last = digits.lastIndex { $0 != "0" }
        return "\(nanoseconds / 1_000_000_000)." + (last.map { digits[...$0] } ?? "0")
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
