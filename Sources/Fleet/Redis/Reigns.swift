import History

/// Who is primary: the node that began to say so last. A node that does not answer keeps its last word, and an old
/// primary that wakes up and still says master is none: its reign has been followed by another.
struct Reigns {
    private var isPrimary: [NodeID: Bool] = [:]
    private(set) var current: NodeID?

    /// Takes what a node says; true when that is news.
    mutating func heard(_ node: NodeID, isPrimary says: Bool) -> Bool {
        guard isPrimary[node] != says else { return false }
        isPrimary[node] = says
        if says { current = node }
        return true
    }
}
