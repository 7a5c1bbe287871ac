/// The entries of one mapping, read key by key; every read reports what is wrong with its value.
///
/// Keys that the mapping may not have, and keys that stand twice, are reported when it is opened.
struct Fields {
    /// The mapping's name in messages: `fleet`, `kill-replica`.
    let owner: String
    /// Where a missing key is reported.
    let position: Position
    let log: FindingLog
    private let keys: [String]
    private let entries: [SourceEntry]

    /// - Parameters:
    ///   - node: A mapping, or nothing, which stands for an empty one.
    ///   - position: Of the key in front of the mapping, when there is one.
    ///   - isReserved: Says of an unknown key whether somebody else reports it.
    /// - Returns: Nil after a finding, when the node is neither.
    init?(
        _ node: SourceNode, of owner: String, keys: [String], at position: Position? = nil, log: FindingLog,
        isReserved: (String) -> Bool = { _ in false }
    ) {
        self.owner = owner
        self.position = position ?? node.position
        self.log = log
        self.keys = keys
        switch node.content {
        case .mapping(let entries): self.entries = entries
        case .scalar where node.isNull: self.entries = []
        default:
            log.report("\(owner) takes keys and values, not \(node.typeName)", at: node.position)
            return nil
        }
        reportUnknown(isReserved)
        entries.reportDuplicates(of: owner, log: log)
    }

    private func reportUnknown(_ isReserved: (String) -> Bool) {
        for entry in entries where !keys.contains(entry.key) && !isReserved(entry.key) {
            let nearest = Spelling.nearest(to: entry.key, in: keys)
            let known = nearest == nil ? Self.listing(keys) : ""
            log.report("unknown key '\(entry.key)' in \(owner)\(known)", at: entry.keyPosition, suggestion: nearest)
        }
    }

    private static func listing(_ keys: [String]) -> String {
        keys.isEmpty ? ", which has none" : "; it has \(keys.joined(separator: ", "))"
    }

    /// The value of a key; nothing at all counts as absent.
    func value(_ key: String) -> SourceNode? {
        precondition(keys.contains(key), "\(owner) reads '\(key)', which is not in its list of keys")
        return entries.first { $0.key == key && !$0.value.isNull }?.value
    }

    /// Like `value`, for a key that must be there.
    func required(_ key: String) -> SourceNode? {
        if let value = value(key) { return value }
        log.report("\(owner) has no '\(key)'", at: position)
        return nil
    }

    /// Where the value stands, or the mapping when it has none.
    func position(of key: String) -> Position {
        entries.first { $0.key == key }?.value.position ?? position
    }
}

extension [SourceEntry] {
    /// Reports each later occurrence of a key, at the key.
    func reportDuplicates(of owner: String, log: FindingLog) {
        var first: Set<String> = []
        for entry in self where !first.insert(entry.key).inserted {
            log.report("the key '\(entry.key)' stands in \(owner) twice", at: entry.keyPosition)
        }
    }
}
