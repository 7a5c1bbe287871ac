import History

/// What the store holds of managed keys, within one reign of a primary and while nothing takes its data: what was
/// acknowledged stands there (W7), what is dead there stays dead, when it died first is never rewritten (W5), and all of it
/// was asked for. A deactivation that is put back keeps the time of the first.
enum KeyRecordCheck: Check {
    static let name = "key-records"

    static func applies(to context: CheckContext) -> Bool { context.hasManagedKeys }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let stretches = KeyStretches(context)
        let operations = Dictionary(grouping: context.model.keyOperations, by: \.credential)
        var looks = 0
        for credential in context.model.credentials.compactMap({ $0 }) where credential.kind == .managedKey {
            let record = KeyRecord(credential.id, operations[credential.id] ?? [], stretches, context)
            looks += record.sightings.count
            for fault in record.faults() { outcome.add(violation(fault, credential.id, context)) }
        }
        for view in context.lives {
            for death in unasked(view, operations) where context.model.credential(death.credential) != nil {
                outcome.add(violation(death, view, context))
            }
        }
        outcome.detail = "\(looks) news of keys in the store"
        return outcome
    }

    private static func violation(
        _ fault: KeyRecord.Fault, _ credential: CredentialID, _ context: CheckContext
    ) -> Violation {
        context.violation(
            name, nil, credential: credential, at: fault.at, expected: fault.expected, fault.detail)
    }

    /// Deaths that a replica speaks of and that nobody asked for.
    private static func unasked(
        _ view: LifeView, _ operations: [CredentialID: [KeyOperation]]
    ) -> [LifeFacts.KeyChange] {
        (view.facts.keyChanges.filter { !$0.isEnabled } + view.facts.keyWriteBacks).filter { change in
            let asked = operations[change.credential] ?? []
            return !asked.contains {
                $0.kind == .deactivate && $0.outcome != .failed && $0.invoked <= change.at
            }
        }
    }

    private static func violation(
        _ death: LifeFacts.KeyChange, _ view: LifeView, _ context: CheckContext
    ) -> Violation {
        context.violation(
            name, view.life, credential: death.credential, at: death.at,
            expected: "dead only when somebody asked for it",
            death.path == .writeBack ? "put back a deactivation that nobody made" : "holds it dead")
    }
}
