/// A key and the last moment at which it is accepted.
public struct EndingKey<Key: EnvironmentKey>: Hashable, Sendable {
    public let key: Key
    /// Inclusive: accepted while now <= end. An instant, not a duration.
    public let end: WallTime

    public init(key: Key, end: WallTime) {
        self.key = key
        self.end = end
    }

    func hasEnded(at now: WallTime) -> Bool { now > end }
}

/// What accompanies a new primary: the key that is to live on as its predecessor, and until when.
public typealias GraceNotice = EndingKey
