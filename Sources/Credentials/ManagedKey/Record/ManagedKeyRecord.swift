/// One managed key as the store keeps it. It holds no secret: the token is shown once, by whoever made it.
///
/// Rows are kept for ever; the only change is one deactivation. Times are whole milliseconds of Redis' clock.
public struct ManagedKeyRecord: Equatable, Sendable {
    public let id: ManagedKeyID
    /// Trimmed, not empty, not unique.
    public let name: String
    public let description: String?
    public let userPath: UserPath?
    /// How lists show the token.
    public let redactedValue: String
    public let hash: ManagedKeyHash
    /// Exclusive; nil never ends.
    public let expiresAt: WallTime?
    /// The first deactivation; it never changes once it is there.
    public let deactivatedAt: WallTime?
    public let createdAt: WallTime
    public let updatedAt: WallTime
    /// The number of the record's last change: `specs/versions.md` section 1.
    public let revision: Epoch

    /// The largest Unix milliseconds that a ``WallTime`` holds: in the year 2262.
    public static let latestMilliseconds: Int64 = 9_223_372_036_854

    public init(
        id: ManagedKeyID, name: String, description: String? = nil, userPath: UserPath? = nil, redactedValue: String,
        hash: ManagedKeyHash, expiresAt: WallTime? = nil, deactivatedAt: WallTime? = nil, createdAt: WallTime,
        updatedAt: WallTime, revision: Epoch
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.userPath = userPath
        self.redactedValue = redactedValue
        self.hash = hash
        self.expiresAt = expiresAt
        self.deactivatedAt = deactivatedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.revision = revision
    }

    /// What a store makes of a new key.
    package init(_ new: NewManagedKey, createdAt: WallTime, revision: Epoch) {
        self.init(
            id: new.id, name: new.draft.name, description: new.draft.description, userPath: new.draft.userPath,
            redactedValue: new.redactedValue, hash: new.hash, expiresAt: new.draft.expiresAt, createdAt: createdAt,
            updatedAt: createdAt, revision: revision)
    }

    /// The same, deactivated.
    package func deactivated(at time: WallTime, updatedAt: WallTime, revision: Epoch) -> ManagedKeyRecord {
        ManagedKeyRecord(
            id: id, name: name, description: description, userPath: userPath, redactedValue: redactedValue, hash: hash,
            expiresAt: expiresAt, deactivatedAt: deactivatedAt ?? time, createdAt: createdAt, updatedAt: updatedAt,
            revision: revision)
    }

    /// True until it is deactivated, expired or not.
    public var isEnabled: Bool { deactivatedAt == nil }

    /// What the contract calls `active`: enabled, and now < expiry.
    public func isActive(at now: WallTime) -> Bool { isEnabled && (expiresAt.map { now < $0 } ?? true) }

    /// The order of lists: newest first, then by name, then by id; by bytes, so that it is the same everywhere.
    public static func comesBefore(_ left: ManagedKeyRecord, _ right: ManagedKeyRecord) -> Bool {
        if left.createdAt != right.createdAt { return left.createdAt > right.createdAt }
        if left.name.utf8.elementsEqual(right.name.utf8) { return left.id < right.id }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}
