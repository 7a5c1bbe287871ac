import History

extension JSONLine {
    mutating func add(_ event: RegistrationEvent) {
        switch event {
        case .ledger(
            let id, let client, let state, let isAnswered, let registeredAt, let secretEnds, let uses, let refused):
            add(id, client)
            add("state", tag: state)
            add("is_answered", isAnswered)
            add("registered_at_unix_s", registeredAt)
            add("secret_ends_unix_s", secretEnds)
            add("uses", uses)
            add("refused_uses", refused)
        case .row(let id, let client, let state, let generation, let life, let called, let node):
            add(id, client)
            add("state", tag: state)
            add("generation", generation)
            add("life_ms", life)
            add("called_ns", called)
            add("node", node)
        case .listed(let id, let client), .withdrew(let id, let client): add(id, client)
        case .shown(let id, let life, let result, let called):
            add(id)
            add(life)
            add("result", tag: result)
            add("called_ns", called)
        default: addReplica(event)
        }
    }

    private mutating func addReplica(_ event: RegistrationEvent) {
        switch event {
        case .used(let id, let client, let version, let secretEnds):
            add(id, client)
            add("version", version)
            add("secret_ends_unix_s", secretEnds)
        case .requested(let id, let call, let number):
            add(id)
            add("call", tag: call)
            add("number", number)
        case .answered(let id, let call, let number, let status, let client, let isOutcomeUnknown):
            add(id, client)
            add("call", tag: call)
            add("number", number)
            add("status", status)
            add("is_outcome_unknown", isOutcomeUnknown)
        case .lease(let id, let change, let fence):
            add(id)
            add("change", tag: change)
            add("fence", fence)
        case .stored(let id, let client, let outcome, let version, let isPutBack):
            add(id, client)
            add("outcome", tag: outcome)
            add("version", version)
            add("is_put_back", isPutBack)
        case .leaked(let id, let client, let status):
            add(id, client)
            add("status", status)
        case .failed(let id, let step):
            add(id)
            add("step", tag: step)
        default: break  // said above
        }
    }

    private mutating func add(_ id: RegistrationID) { add("registration", id.number) }

    private mutating func add(_ id: RegistrationID, _ client: FingerprintBits) {
        add(id)
        add("client", client)
    }
}
