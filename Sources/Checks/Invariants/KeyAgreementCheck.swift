import History

/// Final agreement on managed keys: when nothing has changed for as long as the bounds allow, what every replica that lives
/// said last of a key is what the reigning primary holds.
///
/// A key that the store has lost is not asked for: replicas drop it without naming it. Nor is one of a store that nobody
/// puts deactivations back into: who holds it dead is right.
enum KeyAgreementCheck: Check {
    static let name = "key-agreement"
    static let buildsOn = [KeyConvergenceCheck.name]

    static func applies(to context: CheckContext) -> Bool { context.hasManagedKeys }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var judged = 0
        for credential in context.model.credentials.compactMap({ $0 }) where credential.kind == .managedKey {
            guard let rest = KeyRest(credential.id, context) else { continue }
            for view in context.lives where rest.isSettled(for: view, context) {
                let word = view.keys.lastWord(
                    on: credential.id, upTo: view.window.end, unlessLoaded: rest.revision)
                guard let word else { continue }
                judged += 1
                if word.isEnabled != rest.isAlive { outcome.add(violation(word, rest, view, context)) }
            }
        }
        outcome.detail = "\(judged) pairs of key and replica agree"
        return outcome
    }

    private static func violation(
        _ word: LifeFacts.KeyChange, _ rest: KeyRest, _ view: LifeView, _ context: CheckContext
    ) -> Violation {
        context.violation(
            name, view.life, credential: word.credential, at: view.window.end,
            expected: "\(rest.isAlive ? "alive" : "dead"), as in the store",
            "holds it \(word.isEnabled ? "alive" : "dead") since \(context.milliseconds(word.at)) ms")
    }
}
