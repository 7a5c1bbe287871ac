import History

/// When the row has been stable for `learn`, every replica that lives uses the one client that stands there, under the
/// version that it stands there with.
enum RegistrationAgreementCheck: Check {
    static let name = "registration-agreement"
    static let buildsOn = [RegistrationConvergenceCheck.name]

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var judged = 0
        for id in context.registrations.ids {
            let rows = context.registrations.rows(of: id)
            guard let row = rows.last, row.isGood, let since = rows.restingSince else { continue }
            let ended = context.secretEnd(of: row.client, generation: row.generation, id)
            for view in context.lives where isSettled(view, since: since, ended, context) {
                judged += 1
                guard let last = view.registrationStretches(of: id).last, !agrees(last, row, view, id, context)
                else { continue }
                outcome.add(
                    context.violation(
                        name, view.life, id, last.client, at: view.window.end,
                        expected: "\(row.client) in use, as in the store", text(last)))
            }
        }
        outcome.detail = "\(judged) pairs of replica and upstream agree"
        return outcome
    }

    private static func isSettled(
        _ view: LifeView, since: Time, _ ended: Time, _ context: CheckContext
    ) -> Bool {
        let (learn, end) = (context.registrationLearn, view.window.end)
        guard end < ended.later(by: -view.window.clockOffset), !view.window.isHeld(end, end) else { return false }
        return view.window.shifted(since.later(by: learn), bound: learn) < end
    }

    /// Who knows that it is dead has dropped it, and waits for the next one: until somebody has had the time to register, and
    /// to outwait a holder of the lease that died, and the pause behind what went wrong last.
    private static func agrees(
        _ last: RegistrationStretch, _ row: RowSighting, _ view: LifeView, _ id: RegistrationID,
        _ context: CheckContext
    ) -> Bool {
        guard let use = last.use else { return false }
        guard use.isNothing else { return use.client == row.client && use.version.epoch == row.generation }
        guard let floor = last.floor, floor >= row.generation else { return false }
        let learn = context.registrationLearn
        let begin = max(use.at, context.retry(of: id, since: use.at) ?? use.at)
        let due = view.window.shifted(begin.later(by: context.leaseLife).later(by: 2 * learn), bound: learn)
        return due >= view.window.end
    }

    private static func text(_ last: RegistrationStretch) -> String {
        guard let use = last.use, !use.isNothing else { return "uses nothing" }
        return "uses \(use.client) of generation \(use.version.epoch)"
    }
}
