import History

/// Every replica that is alive uses what the store's row names, or a later one, within `learn` of when it stood there; and
/// nobody uses an overwritten client id past that, whatever it used in between. Time in which it was held, or had not
/// started, does not count.
///
/// Measured from the first that anybody knew of a generation in the store, for replicas that had started then and were not
/// held until they used it.
enum RegistrationConvergenceCheck: Check {
    static let name = "registration-convergence"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var samples = ConvergenceSamples()
        for id in context.registrations.ids {
            let rows = context.registrations.rows(of: id)
            for view in context.lives { judge(view, id, rows, context, &outcome) }
        }
        for (row, known) in context.registrations.known {
            for view in context.lives { measure(view, row, known, context, &samples) }
        }
        samples.measure("registration", &outcome)
        return outcome
    }

    /// One finding for each life and upstream: the first.
    private static func judge(
        _ view: LifeView, _ id: RegistrationID, _ rows: RowSightings, _ context: CheckContext,
        _ outcome: inout CheckOutcome
    ) {
        let learn = context.registrationLearn
        for stretch in view.registrationStretches(of: id) {
            let late = rows.overdue(
                above: stretch.floor, from: stretch.from, to: stretch.to,
                usableUntil: {
                    // By its own clock it may have ended before.
                    context.secretEnd(of: $0.client, generation: $0.generation, id).later(by: -view.window.clockOffset)
                }, deadline: { view.window.shifted($0.later(by: learn), bound: learn) })
            guard let late else { continue }
            return outcome.add(violation(view, id, stretch, late, context))
        }
    }

    private static func violation(
        _ view: LifeView, _ id: RegistrationID, _ stretch: RegistrationStretch,
        _ late: (row: RowSighting, deadline: Time), _ context: CheckContext
    ) -> Violation {
        let what = stretch.use.map { use in
            let since = "since \(context.milliseconds(use.at)) ms"
            guard !use.isNothing else { return "uses nothing \(since)" }
            return "uses the overwritten \(use.client) \(since), \(context.origin(of: use.client, id))"
        }
        return context.violation(
            name, view.life, id, late.row.client, at: late.deadline,
            expected: "\(late.row.client) in use by then, which stands in the store", what ?? "never used anything")
    }

    private static func measure(
        _ view: LifeView, _ row: RegistrationHistory.RowKey, _ known: Time, _ context: CheckContext,
        _ samples: inout ConvergenceSamples
    ) {
        let uses = view.facts.registrations.uses.filter {
            $0.id == row.id && !$0.isNothing && $0.at < view.window.end
        }
        guard let use = uses.first(where: { $0.version.epoch >= row.generation }), view.window.started <= known,
            !view.window.isHeld(known, max(known, use.at))
        else { return }
        let maker = context.registrations.maker(of: use.client, row.id)?.life
        samples.add(
            at: use.at, invoked: known, acknowledged: known, path: maker == view.life ? "registered" : "adopted")
    }
}
