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

    /// What may stand after a change, by versions.md section 3: with grace the former key joins the list, and when it is
    /// full the earliest end among those before it is dropped; without, the list is emptied; a value that becomes
    /// primary leaves it.
    func after(_ change: SlotChange) -> [SlotState] {
        switch change.kind {
        case .revoke: [SlotState(current: nil)]
        case .endGrace: [SlotState(current: current)]
        case .rotate where change.grace == 0: [SlotState(current: change.credential)]
        case .rotate: rotatedWithGrace(change)
        case .damage, .dataLoss, .createKey, .deactivateKey, .publishDocument, .deleteDocument: [self]
        }
    }

    /// A damaged or absent record has no keys to hand over: the list that follows is empty, whatever grace was asked for.
    private func rotatedWithGrace(_ change: SlotChange) -> [SlotState] {
        let emptied = SlotState(current: change.credential)
        let former = current == change.credential ? nil : current
        // The answer names the end of the key that joined: without one the record was not sound.
        if former != nil, change.isAnswered, change.graceEnd == nil { return [emptied] }
        let handedOver = SlotState(current: change.credential, outgoing: handedOver(former, change))
        return change.metSoundSlot || handedOver == emptied ? [handedOver] : [handedOver, emptied]
    }

    private func handedOver(_ former: CredentialID?, _ change: SlotChange) -> [Outgoing] {
        var list = outgoing.filter {
            $0.latestEnd > change.invoked && $0.credential != change.credential && $0.credential != former
        }
        guard let former else { return list }
        while list.count >= Self.mostOutgoing, let earliest = list.min(by: { $0.latestEnd < $1.latestEnd }) {
            list.removeAll { $0 == earliest }
        }
        return list + [Outgoing(credential: former, earliestEnd: change.earliestEnd, latestEnd: change.latestEnd)]
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
