/// A former admin key that is still accepted until its end.
public struct OutgoingKey: Equatable, Sendable {
    public let value: Secret
    /// Exclusive: accepted while now < end. Fixed by the script that rotated, from Redis' clock.
    public let end: WallTime
    public init(value: Secret, end: WallTime) {
        self.value = value
        self.end = end
    }
}

/// Which script wrote a record of the fenced slot.
public enum SlotAuthor: String, Sendable {
    case bootstrap, rotate, revoke, repair
    case endGrace = "end-grace"
}

/// The whole record of a fenced slot, as a read or a message carries it (specs/versions.md section 2).
public struct AdminKeySlot: Equatable, Sendable {
    public let version: Version
    /// Nil after a revoke: every admin token is refused until the next rotate.
    public let value: Secret?
    /// At most ``maximumOutgoing`` entries; some may have ended.
    public let outgoing: [OutgoingKey]
    /// The version before this one, nil for the first.
    public let previous: Version?
    public let author: SlotAuthor
    public let fingerprintKey: FingerprintKey

    public static let maximumOutgoing = 4

    public init(
        version: Version, value: Secret?, outgoing: [OutgoingKey], previous: Version?,
        author: SlotAuthor,
        fingerprintKey: FingerprintKey
    ) {
        self.version = version
        self.value = value
        self.outgoing = outgoing
        self.previous = previous
        self.author = author
        self.fingerprintKey = fingerprintKey
    }
}

public enum SlotFormat: String, Sendable { case fenced, plain }

/// What a well-formed answer about the slot says. An error of the link is none of these: see `SlotReadFailure`.
public enum SlotReading: Equatable, Sendable {
    case fenced(AdminKeySlot)
    /// The trimmed value of a plain slot.
    case plain(Secret)
    case absent
    /// Empty, or white space only: "no opinion".
    case blank
    case malformed(SlotDamage)
}

public enum SlotDamage: String, Sendable {
    /// Another Redis type.
    case wrongType
    /// Inner white space or a control character.
    case illegalCharacter
    /// Over 4 KiB.
    case tooLong
    /// A field is missing or cannot be parsed.
    case badField
    /// A version more than 24 h ahead of the reader's clock.
    case poisonedEpoch
}
