import History

/// All states that the slot went through, in the order of their versions, and when each could first, and must at
/// last, be known.
///
/// **Which states a replica may be in at time t.** State k cannot be known before it was invoked, and must be known
/// once it, or any later one, has been acknowledged for as long as the bound. So with I(k), the earliest invocation of
/// state k or a later one, and A(k), the earliest acknowledgement of state k or a later one: a replica that behaves is
/// in a state k with I(k) <= t, and not in one below k once A(k) + bound <= t. A credential **must** be accepted where
/// all possible states say valid, and **must** be refused where all of them say invalid; the rest is "may". This is
/// the three-colour rule of checking.md for one publication and one retirement, and stays sound when operations
/// overlap, when a key comes back, or when an outcome is unknown (A is then the first proof, or never).
struct SlotHistory {
    let changes: [SlotChange]
    /// What each state may be: one value, or several where an uncertain change or a damaged slot is among its
    /// ancestors.
    private(set) var states: [[SlotState]] = []
    let turns: Turns
    /// Credentials that may or may not be accepted before the bootstrap is known.
    let contenders: [CredentialID]
    let isFenced: Bool
    /// Operations (by index in the model) that had taken effect, and what a fault made of them.
    let undone: [Int: Undoing]

    private static let mostStates = 64

    init(changes: [SlotChange], contenders: [CredentialID], isFenced: Bool, undone: [Int: Undoing]) {
        self.changes = changes
        self.contenders = contenders
        self.isFenced = isFenced
        self.undone = undone
        turns = Turns(invoked: changes.map(\.invoked), acknowledged: changes.map(\.acknowledged))
        states = Self.states(after: changes)
    }

    private static func states(after changes: [SlotChange]) -> [[SlotState]] {
        var bases: [SlotState] = [SlotState()]
        return changes.map { change in
            let after = unique(bases.flatMap { $0.after(change) })
            let next = change.isCertain ? after : unique(bases + after)
            bases = next.count > mostStates ? blurred(next) : next
            return after
        }
    }

    /// Fewer states that say less: each key that one of them knows is in force in one and unknown in another, and so may
    /// be accepted or refused. Dropping states instead would accuse a replica that is in one of those dropped.
    private static func blurred(_ states: [SlotState]) -> [SlotState] {
        let named = Set(states.flatMap(\.credentials)).sorted { $0.number < $1.number }
        return [SlotState()] + named.map { SlotState(current: $0) }
    }

    private static func unique(_ states: [SlotState]) -> [SlotState] {
        var seen: Set<SlotState> = []
        return states.filter { seen.insert($0).inserted }
    }

    func undoing(of state: Int) -> Undoing? { changes[state].operation.flatMap { undone[$0] } }

    func validity(of credential: CredentialID, in state: Int) -> Validity {
        if state == 0 { return contenders.contains(credential) ? .either : .invalid }
        let values = Set(states[state].map { $0.validity(of: credential) })
        return values.count == 1 ? values.first ?? .invalid : .either
    }

    /// The states in which each credential is not simply invalid, in order: by credential number.
    func standings(credentials: Int) -> [[Standing]] {
        var standings: [[Standing]] = Array(repeating: [], count: credentials)
        for state in changes.indices {
            let named = state == 0 ? contenders : Array(Set(states[state].flatMap(\.credentials)))
            for credential in named where Int(credential.number) < credentials {
                let validity = validity(of: credential, in: state)
                standings[Int(credential.number)].append(validity, in: state)
            }
        }
        return standings
    }

    /// The newest state that an application implies; 0 for what never came from the slot.
    ///
    /// On a plain slot, an application of value x counts for the latest rotation to x invoked before it.
    func state(of application: LifeFacts.Application, _ model: RunModel) -> Int {
        guard application.path != .configuration, changes.count > 1 else { return 0 }
        if application.path == .outside { return state(seenBy: application) }
        if isFenced { return state(ofVersion: application.version) }
        let credential = model.credential(with: application.fingerprint)?.id
        return changes.indices.dropFirst().last {
            changes[$0].credential == credential && changes[$0].invoked <= application.at
        } ?? 0
    }

    /// On a plain slot, a change to the value that a replica holds already, as after a rotation and its reversal within
    /// one poll: no read shows that there was one.
    func needless(for facts: LifeFacts, _ model: RunModel) -> [(at: Time, state: Int)] {
        if facts.applications.contains(where: { $0.path == .outside }) { return unseen(for: facts, model) }
        guard !isFenced else { return [] }
        return changes.indices.dropFirst(2).compactMap { state in
            let change = changes[state]
            let held = facts.applications.last { $0.at <= change.invoked && $0.path != .configuration }
            guard let held, let credential = model.credential(with: held.fingerprint)?.id,
                credential == change.credential
            else { return nil }
            return (change.invoked, state)
        }
    }

    private func state(ofVersion version: VersionStamp) -> Int {
        changes.indices.dropFirst(2).last { index in
            let change = changes[index]
            // Those of epoch 0 are in the order of time, not of their nonces.
            return change.isCertain && (version.epoch == 0 ? change.version == version : change.version <= version)
        } ?? 1
    }
}

/// Consecutive states that say the same of one credential.
struct Standing: Equatable {
    var first: Int
    var last: Int
    var validity: Validity
}

extension Array where Element == Standing {
    mutating func append(_ validity: Validity, in state: Int) {
        guard validity != .invalid else { return }
        if let end = indices.last, self[end].last + 1 == state, self[end].validity == validity {
            self[end].last = state
        } else {
            append(Standing(first: state, last: state, validity: validity))
        }
    }
}
