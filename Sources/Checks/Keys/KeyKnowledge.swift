import History

/// What one life came to know of managed keys, and when: found by key and revision.
///
/// A change is named with its key, but for a walk through the whole store, which names none and then says how far it went.
/// A poll takes rows in the order of their revisions, so that one it names says the same of all below; a message does not,
/// because it may come before one that it follows on.
struct KeyKnowledge {
    struct Arrival: Equatable {
        var at: Time
        var path: KeyPath
    }

    /// Everything up to a revision, by revision.
    private struct Reach {
        var revision: UInt64
        var arrival: Arrival
    }

    /// In the order of time.
    private let changes: [CredentialID: [LifeFacts.KeyChange]]
    private var reaches: [Reach] = []
    private let loads: [LifeFacts.KeyLoad]

    init(_ facts: LifeFacts) {
        changes = Dictionary(grouping: facts.keyChanges, by: \.credential)
        loads = facts.keyLoads
        let polled = facts.keyChanges.filter { $0.path == .poll }.map {
            Reach(revision: $0.revision, arrival: Arrival(at: $0.at, path: .poll))
        }
        let loaded = facts.keyLoads.map {
            Reach(revision: $0.revision, arrival: Arrival(at: $0.at, path: .load))
        }
        for reach in (polled + loaded).sorted(by: { $0.arrival.at < $1.arrival.at })
        where reach.revision > reaches.last?.revision ?? 0 {
            reaches.append(reach)
        }
    }

    func changes(of credential: CredentialID) -> [LifeFacts.KeyChange] { changes[credential] ?? [] }

    /// When it first held what an operation did. A key is made once and dies once, whatever the revision: what is dead is no
    /// news again. Where a fault had undone that for a while, how far a read went says nothing of it before it was put back.
    func adoption(of write: KeyWrite, _ undoing: KeyLosses.Undoing?) -> Arrival? {
        let named = changes(of: write.credential).first { write.kind == .create || !$0.isEnabled }.map {
            Arrival(at: $0.at, path: $0.path)
        }
        guard let reached = reached(write.revision, undoing), reached.at < named?.at ?? .never else { return named }
        return reached
    }

    private func reached(_ revision: UInt64, _ undoing: KeyLosses.Undoing?) -> Arrival? {
        guard let undoing else {
            let index = reaches.firstIndexReached { $0.revision >= revision }
            return index < reaches.count ? reaches[index].arrival : nil
        }
        guard case .restored(let back) = undoing.fate else { return nil }
        return loads.first { $0.at >= back && $0.revision >= revision }.map { Arrival(at: $0.at, path: .load) }
    }

    /// When it first held that a key is dead.
    func death(of credential: CredentialID) -> Time? {
        changes(of: credential).first { !$0.isEnabled }?.at
    }

    /// The last thing that it said of a key, unless a later walk reached `revision` and may have said otherwise.
    func lastWord(on credential: CredentialID, upTo end: Time, unlessLoaded revision: UInt64) -> LifeFacts.KeyChange? {
        guard let last = changes(of: credential).last(where: { $0.at <= end }) else { return nil }
        let isOutdated = loads.contains { $0.at > last.at && $0.at <= end && $0.revision >= revision }
        return isOutdated ? nil : last
    }
}
