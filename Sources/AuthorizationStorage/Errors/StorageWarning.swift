/// Something that a call got past: the call has its result, and somebody should know.
///
/// It names no id, so it may be logged.
public struct StorageWarning: Equatable, Sendable {
    public enum Reason: String, Sendable {
        /// An index names keys that are not under its prefix; they are left alone.
        case foreignMembers = "foreign members"
        /// Rows that an index names are of a wrong type, or no such documents; they are skipped.
        case malformedRows = "malformed rows"
    }

    public let operation: StorageOperation
    public let reason: Reason
    /// The kind of the index, such as `user:upstream`.
    public let index: String
    /// What the keys should begin with.
    public let expectedPrefix: String
    public let count: Int
}

extension StorageWarning: CustomStringConvertible {
    public var description: String {
        "\(operation.rawValue): \(count) \(reason.rawValue) in \(index), expected under \(expectedPrefix)"
    }
}
