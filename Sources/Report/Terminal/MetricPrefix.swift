/// The kinds of credentials by which metrics are split, as the names of metrics begin; the last is all of them.
struct MetricPrefix {
    let kind: String

    static let kinds = ["admin-key", "managed-key", "sdk-key", "mobile-key", "environment-id", "registration"]
        .map(MetricPrefix.init(kind:))
    static let all = kinds + [MetricPrefix(kind: "")]

    func metric(_ name: String) -> String { kind.isEmpty ? name : "\(kind).\(name)" }
    func label(_ name: String) -> String { kind.isEmpty ? name : "\(kind) \(name)" }
}
