import History
import Scenario

/// What became of every managed key of a run.
struct KeyHistory {
    /// As acknowledged and proved, in the order of the operations.
    let writes: [KeyWrite]
    let sightings: KeySightings
    /// By index of the operation.
    let undone: [Int: KeyLosses.Undoing]
    let unprotected: Unprotected
    /// One server, and nothing took it or its data away: who has read up to a revision knows all below.
    let isUndisturbed: Bool
    /// By number of the credential: with what is lost left open, and what was put back counted from then.
    let judged: [KeyStory?]
    /// As the acknowledgements had it.
    let acknowledged: [KeyStory?]

    init(_ model: RunModel, _ replicas: [ReplicaFacts], _ plan: Plan, _ levels: KeyLevels) {
        sightings = KeySightings(model)
        writes = KeyWrite.all(model, replicas, sightings)
        let poll = Int64(clamping: plan.managedKeys?.poll ?? plan.fleet.poll)
        let losses = KeyLosses(model, writes, sightings, poll: poll)
        undone = losses.undone
        isUndisturbed = model.reigns.isSingle && Jeopardy.faults(model).isEmpty
        unprotected = Unprotected(model, plan, writes, losses, levels)
        judged = Self.stories(model, writes, undone: losses.undone)
        acknowledged = losses.undone.isEmpty ? judged : Self.stories(model, writes, undone: [:])
    }

    /// Nil for a credential that is no managed key.
    private static func stories(
        _ model: RunModel, _ writes: [KeyWrite], undone: [Int: KeyLosses.Undoing]
    ) -> [KeyStory?] {
        let operations = Dictionary(grouping: model.keyOperations, by: \.credential)
        let effective = Dictionary(grouping: writes, by: \.credential)
        return model.credentials.map { credential in
            guard let credential, credential.kind == .managedKey else { return nil }
            return KeyStory(operations[credential.id] ?? [], effective[credential.id] ?? [], undone: undone)
        }
    }

    /// Nil for what still stands, and never was gone.
    func undoing(of write: KeyWrite) -> KeyLosses.Undoing? { undone[write.operation] }
}
