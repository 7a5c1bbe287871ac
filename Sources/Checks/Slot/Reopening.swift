import History

/// What a bootstrap put into a slot that a fault had emptied: between two of epoch 0 the slot wins, so a replica with a key
/// of its own may carry the day, and the former winner is out.
///
/// On a plain slot only before the first rotation: later its values alone do not tell a bootstrap from a fall back.
struct Reopening {
    let changes: [SlotChange]

    init(_ model: RunModel, _ evidence: [Evidence], _ opening: Opening, before firstChange: Time, isFenced: Bool) {
        var changes: [SlotChange] = []
        for fault in model.operations where fault.isFault && (isFenced || fault.invoked < firstChange) {
            let former = changes.last?.credential ?? opening.winner
            let known = Set(evidence.prefix { $0.at < fault.invoked }.map(\.version))
            let shown = evidence.lazy.filter { seen in
                guard seen.at >= fault.invoked else { return false }
                return isFenced ? seen.version.epoch == 0 && !known.contains(seen.version) : seen.at < firstChange
            }.compactMap { seen in
                model.credential(with: seen.fingerprint).map { (seen, winner: $0.id) }
            }.first { $0.winner != former && opening.contenders.contains($0.winner) }
            guard let (shown, winner) = shown else { continue }
            changes.append(Self.change(to: winner, shown, fault))
        }
        self.changes = changes
    }

    private static func change(to winner: CredentialID, _ shown: Evidence, _ fault: Operation) -> SlotChange {
        SlotChange(
            operation: nil, kind: .rotate, credential: winner, grace: 0, invoked: fault.invoked,
            acknowledged: shown.at, version: shown.version, graceEnd: nil, isCertain: true)
    }
}
