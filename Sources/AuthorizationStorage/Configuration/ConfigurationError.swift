/// What is wrong with a run configuration: the first thing, in the order of the checks. It names fields, variables and
/// files, and never what stands in them.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Open: more cases may come.
    public struct Code: Hashable, Sendable {
        let name: String
        public static let unknownType = Code(name: "unknown type")
        public static let missing = Code(name: "missing")
        public static let unset = Code(name: "not set")
        public static let empty = Code(name: "empty")
        public static let unreadable = Code(name: "not readable")
        public static let tooLong = Code(name: "too long")
        public static let readableByOthers = Code(name: "readable by others")
        public static let noDuration = Code(name: "not a duration")
        public static let noAddress = Code(name: "not an address")
        public static let unsupported = Code(name: "not supported")
        public static let contradiction = Code(name: "contradiction")
    }

    public let code: Code
    /// The path of the field, such as `redis_config.acl_user_config.password_env_var`.
    public let field: String
    public let description: String

    init(_ code: Code, _ field: String, _ text: String) {
        self.code = code
        self.field = field
        description = "\(field): \(text)"
    }
}
