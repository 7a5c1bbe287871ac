import History

/// Everything that was registered is in the store's row, on its list of what is to be withdrawn and that in time, or gone:
/// `leaked.registrations` is what is live at the server all the same, for ever.
///
/// An answer that never came, a holder that died between the answer and the store, and a withdrawal that the server refused
/// leave one that nobody can withdraw: `leaked.registrations.unavoidable`, at most one for each. What is listed, or on its
/// way, and still has time is `registrations.pending`.
enum RegistrationLeakCheck: Check {
    static let name = "registration-leaks"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (leaked, unavoidable, pending, judged) = (0, 0, 0, 0)
        for id in context.registrations.ids {
            let fates = RegistrationFates(id, context)
            guard fates.gap == nil else { continue }
            judged += 1
            for entry in fates.entries {
                switch entry.fate {
                case .inForce: break
                case .pending: pending += 1
                case .unavoidable: unavoidable += 1
                case .leaked(let why):
                    leaked += 1
                    outcome.add(violation(entry.line, why, context))
                }
            }
        }
        outcome.count("leaked.registrations", leaked, samples: judged)
        outcome.count("leaked.registrations.unavoidable", unavoidable, samples: judged)
        outcome.count("registrations.pending", pending, samples: judged)
        outcome.detail = "\(unavoidable) that nobody can withdraw, \(pending) still to be withdrawn"
        return outcome
    }

    private static func violation(_ line: LedgerLine, _ why: String, _ context: CheckContext) -> Violation {
        let maker = context.registrations.maker(of: line.client, line.id)
        let made = context.model.monotonic(unixSeconds: line.registeredAt)
        let at = maker?.at ?? (made == .never ? line.read : made)
        return context.violation(
            name, maker?.life, line.id, line.client, at: at, expected: "withdrawn, or in the store",
            "live for ever, \(context.origin(of: line.client, line.id)): \(why)")
    }
}
