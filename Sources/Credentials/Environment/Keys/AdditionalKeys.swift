/// All additional keys of one kind, as a document or a configuration lists them: the whole state, not a change.
///
/// Made from the listed entries in one way only, so that every list has one meaning: a key that is listed with an end
/// anywhere is expiring and not active; of several ends of one key the first counts; the others keep their order.
public struct AdditionalKeys<Key: EnvironmentKey>: Equatable, Sendable {
    /// Accepted until a list omits them.
    public let active: [Key]
    /// Accepted until their end, or until a list omits them.
    public let expiring: [EndingKey<Key>]

    public static var none: AdditionalKeys { AdditionalKeys([]) }

    /// - Parameter entries: in the order of the list; an entry without an end is active.
    public init(_ entries: [(key: Key, end: WallTime?)]) {
        var ended: Set<Key> = []
        expiring = entries.compactMap { entry in
            guard let end = entry.end, ended.insert(entry.key).inserted else { return nil }
            return EndingKey(key: entry.key, end: end)
        }
        var listed = ended
        active = entries.map(\.key).filter { listed.insert($0).inserted }
    }

    public init(active: [Key]) { self.init(active.map { ($0, nil) }) }
}
