import History

/// What a bootstrap put into a slot that a fault had emptied: between two of epoch 0 the slot wins, so a replica with a key
/// of its own may carry the day, and the former winner is out.
///
/// On a plain slot only before the first rotation: later its values alone do not tell a bootstrap from a fall back.
struct Reopening {
    let changes: [SlotChange]

    init(_ model: RunModel, _ evidence: [Evidence], _ opening: Opening, before firstChange: Time, isFenced: Bool) {
        var changes: [SlotChange] = []
        for fault in Self.faults(model) where isFenced || fault < firstChange {
            let former = changes.last?.credential ?? opening.winner
            let known = Set(evidence.prefix { $0.at < fault }.map(\.version))
            let shown = evidence.lazy.filter { seen in
                guard seen.at >= fault else { return false }
                return isFenced ? seen.version.epoch == 0 && !known.contains(seen.version) : seen.at < firstChange
            }.compactMap { seen in
                model.credential(with: seen.fingerprint).map { (seen, winner: $0.id) }
            }.first { $0.winner != former && opening.contenders.contains($0.winner) }
            guard let (shown, winner) = shown else { continue }
            changes.append(Self.change(to: winner, shown, fault))
        }
        self.changes = changes
    }

    /// When the slot may have been emptied: by intent, or because a server came back, or took over, without it.
    private static func faults(_ model: RunModel) -> [Time] {
        let intended = model.operations.filter(\.isFault).map(\.invoked)
        let outages = model.holds.filter { $0.why == .redisDown }.map(\.span.from)
        let moves = model.reigns.all.dropLast().map(\.span.to)
        return Set(intended + outages + moves).sorted()
    }

    private static func change(to winner: CredentialID, _ shown: Evidence, _ fault: Time) -> SlotChange {
        SlotChange(
            operation: nil, kind: .rotate, credential: winner, grace: 0, invoked: fault,
            acknowledged: shown.at, version: shown.version, graceEnd: nil, isCertain: true)
    }
}
