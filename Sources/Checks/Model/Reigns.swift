import History

/// What a node said of its role, when that was news.
struct RoleChange: Equatable {
    var node: NodeID
    var isPrimary: Bool
    var called: Time
    var at: Time
}

/// A stretch in which one node certainly was the primary.
struct Reign: Equatable {
    var node: NodeID
    var span: Span

    func covers(_ node: NodeID, _ called: Time, _ returned: Time) -> Bool {
        self.node == node && span.from <= called && returned < span.to
    }
}

/// Who was primary when: the node that began to say so last.
///
/// A reign is certain from the answer that showed it to the call of the question that showed its end: the next one's
/// beginning, or its own node's other role. What lies between two is nobody's, because a role is only seen when asked
/// for. An old primary that wakes up and still says "master" reigns no more.
struct Reigns: Equatable {
    let all: [Reign]
    /// One server, which is always the primary; nobody asks for its role.
    let isSingle: Bool

    init(_ changes: [RoleChange] = []) {
        let changes = changes.sorted { $0.at < $1.at }
        isSingle = changes.isEmpty
        let begun = changes.indices.filter { changes[$0].isPrimary }
        guard let first = begun.first else {
            all = [Reign(node: changes.isEmpty ? .first : .unknown, span: Span(from: .always, to: .never))]
            return
        }
        all = begun.map { index in
            let change = changes[index]
            let end = changes[(index + 1)...].first { $0.isPrimary || $0.node == change.node }
            let from = index == first ? .always : change.at
            return Reign(node: change.node, span: Span(from: from, to: max(from, end?.called ?? .never)))
        }
    }

    /// True when the node reigned all the time between the two.
    func covers(_ node: NodeID, _ called: Time, _ returned: Time) -> Bool {
        all.contains { $0.covers(node, called, returned) }
    }
}
