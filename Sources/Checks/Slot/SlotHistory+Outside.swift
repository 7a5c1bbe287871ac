import History

/// What answers show of a program that says nothing of itself.
extension SlotHistory {
    /// The newest state that an answer implies: the last rotation to the key that it accepted, or the last end, by a
    /// revocation or of a grace, of the key that it refused.
    func state(seenBy application: LifeFacts.Application) -> Int {
        let isAccepted = application.fingerprint != .none
        return changes.indices.dropFirst().last { state in
            guard changes[state].invoked <= application.at else { return false }
            if isAccepted { return changes[state].credential == application.credential }
            return changes[state].kind != .rotate && losers(state).contains(application.credential)
        } ?? 0
    }

    /// Changes that no answer shows: to a key that was accepted before, or of keys that had ended by themselves. Who held
    /// the state before such a change holds it from its invocation on.
    func unseen(for facts: LifeFacts, _ model: RunModel) -> [(at: Time, state: Int)] {
        var unseen: [(at: Time, state: Int)] = []
        for state in changes.indices.dropFirst(2) where isUnseen(state) {
            let seen = facts.applications.first { self.state(of: $0, model) >= state - 1 }?.at
            let implied = unseen.first { $0.state >= state - 1 }?.at
            guard let held = [seen, implied].compactMap(\.self).min() else { continue }
            unseen.append((max(held, changes[state].invoked), state))
        }
        return unseen
    }

    private func isUnseen(_ state: Int) -> Bool {
        let change = changes[state]
        guard change.kind == .rotate else { return losers(state).isEmpty }
        return change.credential.map { isValid($0, in: state - 1, at: change.invoked) } ?? true
    }

    /// Who was valid until this change, and is not any more.
    private func losers(_ state: Int) -> [CredentialID] {
        guard state > 0 else { return [] }
        let before = Set(states[state - 1].flatMap(\.credentials))
        return before.filter {
            isValid($0, in: state - 1, at: changes[state].invoked) && validity(of: $0, in: state) == .invalid
        }
    }

    private func isValid(_ credential: CredentialID, in state: Int, at time: Time) -> Bool {
        switch validity(of: credential, in: state) {
        case .invalid: false
        case .current, .either: true
        case .outgoing(_, let latest): latest > time
        }
    }
}
