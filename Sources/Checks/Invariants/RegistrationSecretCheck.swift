import History

/// Nobody uses a registration past the end of its secret, or presents a secret that is not the registration's: what the
/// server refused of a live one whose secret had not ended was not its secret.
///
/// An end is noticed within `timed`; a replica that is held then has until it runs again, and one whose clock is wrong as
/// much more as that.
enum RegistrationSecretCheck: Check {
    static let name = "registration-secrets"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (expired, ending) = (0, 0)
        for id in context.registrations.ids {
            for view in context.lives {
                for stretch in view.registrationStretches(of: id) {
                    guard let use = stretch.use, !use.isNothing, use.secretEnds > 0 else { continue }
                    ending += 1
                    let end = context.model.monotonic(unixSeconds: use.secretEnds)
                    let due = deadline(end, view, context)
                    guard due < stretch.to else { continue }
                    expired += 1
                    outcome.add(violation(view, use, end: end, due: max(due, use.at), to: stretch.to, context))
                }
            }
            for line in refused(id, context) { outcome.add(violation(line, context)) }
        }
        outcome.count("registration.expired-uses", expired, samples: ending)
        outcome.detail = "\(ending) uses of a secret that ends"
        return outcome
    }

    private static func deadline(_ end: Time, _ view: LifeView, _ context: CheckContext) -> Time {
        let limits = context.limits
        let noticed = limits.timed + limits.skew + view.window.clockOffset
        return view.window.shifted(end.later(by: noticed), bound: noticed)
    }

    private static func violation(
        _ view: LifeView, _ use: RegistrationFacts.Use, end: Time, due: Time, to: Time, _ context: CheckContext
    ) -> Violation {
        let until = to >= view.window.end ? "its end" : "\(context.milliseconds(to)) ms"
        return context.violation(
            name, view.life, use.id, use.client, at: due,
            expected: "no use behind the end of its secret at \(context.milliseconds(end)) ms",
            "used from \(context.milliseconds(use.at)) ms until \(until)")
    }

    private static func refused(_ id: RegistrationID, _ context: CheckContext) -> [LedgerLine] {
        context.registrations.ledger(of: id).filter { line in
            line.state == .live && line.refusedUses > 0
                && context.model.monotonic(unixSeconds: line.secretEnds) > line.read
        }
    }

    private static func violation(_ line: LedgerLine, _ context: CheckContext) -> Violation {
        context.violation(
            name, nil, line.id, line.client, at: line.read,
            expected: "the server lets in who uses a live registration",
            "it refused \(line.refusedUses) uses: not with its secret")
    }
}
