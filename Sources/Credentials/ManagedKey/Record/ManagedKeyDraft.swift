/// Why something asked for a managed key cannot be. It shows no value, so it may be logged.
public enum ManagedKeyFlaw: Error, Equatable, Sendable {
    public enum Field: String, Sendable {
        case name
        case description
        case userPath = "user path"
    }

    /// Empty, or white space only.
    case blankName
    case tooLong(Field)
    /// A segment is `.` or `..`, or holds a colon.
    case malformedPath
    /// Not later than now.
    case expiryPassed
    /// Beyond what a time can hold: the year 2262.
    case expiryTooFar
    case blankID
    /// Not 36 characters of lower-case hex in five groups.
    case malformedID
}

extension ManagedKeyFlaw: CustomStringConvertible {
    public var description: String {
        switch self {
        case .blankName: "a managed key needs a name"
        case .tooLong(let field): "the \(field.rawValue) of a managed key is too long"
        case .malformedPath: "a user path has no segment '.' or '..', and no colon"
        case .expiryPassed: "a managed key must not expire before it is made"
        case .expiryTooFar: "a managed key must expire before the year 2262, or never"
        case .blankID: "the id of a managed key is missing"
        case .malformedID: "the id of a managed key is 36 characters of lower-case hex in five groups"
        }
    }
}

/// A managed key that somebody wants, validated; it becomes a record when a store has given it its times.
public struct ManagedKeyDraft: Equatable, Sendable {
    public let name: String
    public let description: String?
    public let userPath: UserPath?
    /// Whole milliseconds; nil never ends.
    public let expiresAt: WallTime?

    /// Bytes; so that a page of records has a largest size.
    public static let longestName = 1024
    public static let longestDescription = 4096

    /// Trims, normalises and judges, in the contract's order: name, description, path, expiry.
    ///
    /// - Parameters:
    ///   - expiresAt: cut to milliseconds *before* it is judged, as it will be stored: else a key could be made that has
    ///     expired when it is read again.
    public init(
        name: String, description: String = "", userPath: String = "", expiresAt: WallTime? = nil, now: WallTime
    ) throws(ManagedKeyFlaw) {
        self.name = name.trimmed
        let about = description.trimmed
        guard !self.name.isEmpty else { throw .blankName }
        guard self.name.utf8.count <= Self.longestName else { throw .tooLong(.name) }
        guard about.utf8.count <= Self.longestDescription else { throw .tooLong(.description) }
        self.description = about.isEmpty ? nil : about
        self.userPath = try UserPath.normalized(userPath)
        self.expiresAt = expiresAt.map { WallTime(milliseconds: $0.milliseconds) }
        if let end = self.expiresAt, end <= now { throw .expiryPassed }
    }

    /// The same with an expiry in Unix milliseconds, as texts and forms give it.
    public init(
        name: String, description: String = "", userPath: String = "", expiresAtMilliseconds: Int64, now: WallTime
    ) throws(ManagedKeyFlaw) {
        guard expiresAtMilliseconds <= ManagedKeyRecord.latestMilliseconds else { throw .expiryTooFar }
        guard expiresAtMilliseconds > 0 else { throw .expiryPassed }
        try self.init(
            name: name, description: description, userPath: userPath,
            expiresAt: WallTime(milliseconds: expiresAtMilliseconds), now: now)
    }
}

/// A draft with its identity: what a store is asked to create. Sent again, it is the same creation.
public struct NewManagedKey: Equatable, Sendable {
    public let id: ManagedKeyID
    public let draft: ManagedKeyDraft
    public let hash: ManagedKeyHash
    public let redactedValue: String

    public init(id: ManagedKeyID, draft: ManagedKeyDraft, token: ManagedKeyToken) {
        self.id = id
        self.draft = draft
        hash = token.hash
        redactedValue = token.redacted
    }
}
