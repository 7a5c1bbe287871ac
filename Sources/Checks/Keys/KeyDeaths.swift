import History

/// From when on one life knew that keys are dead: it had applied their deactivation, and may never accept them again (W3).
struct KeyDeaths {
    private let all: [CredentialID: Time]

    static let none = KeyDeaths(all: [:])

    private init(all: [CredentialID: Time]) { self.all = all }

    /// By what it said itself; and by how far it had read all, where no server can have lost anything.
    init(_ facts: LifeFacts, _ history: KeyHistory) {
        let deactivations = history.isUndisturbed ? history.writes.filter { $0.kind == .deactivate } : []
        var all: [CredentialID: Time] = [:]
        for change in facts.keyChanges where !change.isEnabled {
            all[change.credential] = min(all[change.credential] ?? .never, change.at)
        }
        for write in deactivations where write.revision > 0 {
            guard let load = facts.keyLoads.first(where: { $0.revision >= write.revision }) else { continue }
            all[write.credential] = min(all[write.credential] ?? .never, load.at)
        }
        self.all = all
    }

    subscript(_ credential: CredentialID) -> Time? { all[credential] }
}
