import History

/// How many registrations a fleet makes for one occasion, at the most: measured from everything that the authorization server
/// ever made, withdrawn or not.
///
/// At rest there is one in any case: 199 of 200 that lose are withdrawn. That 200 were made is what a server's owner minds.
enum RegistrationMadeCheck: Check {
    static let name = "registrations-made"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (most, judged, made) = (0, 0, 0)
        for id in context.registrations.ids {
            let ledger = context.registrations.ledger(of: id)
            guard RegistrationFates.gap(id, context) == nil, !ledger.isEmpty else { continue }
            judged += 1
            made += ledger.count
            let worst = RegistrationOccasions(id, context).worst
            guard worst.made.count > most else { continue }
            most = worst.made.count
            let makers = worst.made.prefix(3).map { "\($0) \(context.origin(of: $0, id))" }.joined(separator: ", ")
            outcome.detail = "at most \(most), at \(context.upstream(id)) for \(worst.what): \(makers)"
        }
        outcome.count("registrations.made.max", most, samples: judged)
        if most <= 1 { outcome.detail = "\(made) made, at most \(most) for one occasion" }
        return outcome
    }
}
