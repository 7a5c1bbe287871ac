import History

/// A former key that is still accepted until its end. Both ends are the same unless the operation's outcome left the
/// end open.
struct Outgoing: Hashable {
    var credential: CredentialID
    var earliestEnd: Time
    var latestEnd: Time
}

/// What the slot says: who is valid, and until when.
struct SlotState: Hashable {
    var current: CredentialID?
    var outgoing: [Outgoing] = []

    static let mostOutgoing = 4

    /// versions.md section 3: with grace the former key joins the list and the earliest end is dropped when it is full;
    /// without, the list is emptied; a value that becomes primary leaves it.
    func after(_ change: SlotChange) -> SlotState {
        switch change.kind {
        case .revoke: return SlotState(current: nil)
        case .endGrace: return SlotState(current: current)
        case .rotate where change.grace == 0: return SlotState(current: change.credential)
        case .rotate: return rotatedWithGrace(change)
        case .damage, .dataLoss: return self
        }
    }

    private func rotatedWithGrace(_ change: SlotChange) -> SlotState {
        var list = outgoing.filter { $0.latestEnd > change.invoked && $0.credential != change.credential }
        if let current, current != change.credential {
            list.removeAll { $0.credential == current }
            list.append(
                Outgoing(credential: current, earliestEnd: change.earliestEnd, latestEnd: change.latestEnd))
        }
        while list.count > Self.mostOutgoing, let earliest = list.min(by: { $0.latestEnd < $1.latestEnd }) {
            list.removeAll { $0 == earliest }
        }
        return SlotState(current: change.credential, outgoing: list)
    }

    func validity(of credential: CredentialID) -> Validity {
        if current == credential { return .current }
        guard let entry = outgoing.first(where: { $0.credential == credential }) else { return .invalid }
        return .outgoing(earliest: entry.earliestEnd, latest: entry.latestEnd)
    }

    var credentials: [CredentialID] { (current.map { [$0] } ?? []) + outgoing.map(\.credential) }
}

/// What one state of the slot means for one credential.
enum Validity: Hashable {
    case invalid
    case current
    case outgoing(earliest: Time, latest: Time)
    /// It depends on an operation whose effect nobody knows.
    case either
}
