import Yams

/// What YAML 1.1 would make of a plain text; the same rules as every other reader of the file has.
extension SourceScalar {
    private var tag: Tag.Name {
        Resolver.default.resolveTag(of: .scalar(.init(text, .implicit, .plain)))
    }

    var readsAsText: Bool { tag == .str }

    /// `yes`, `on` and their kin.
    var readsAsBoolean: Bool? {
        guard isPlain, tag == .bool else { return nil }
        return ["yes", "true", "on"].contains(text.lowercased())
    }
}
