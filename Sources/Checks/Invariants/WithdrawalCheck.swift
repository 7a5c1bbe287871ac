import History

/// The wrong registration is not withdrawn: neither one that the row names, nor one that somebody uses and has no reason not
/// to; and none sooner than two polls after what took its place was there to be read.
enum WithdrawalCheck: Check {
    static let name = "withdrawals"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var count = 0
        for view in context.lives {
            for withdrawal in view.facts.registrations.withdrawals {
                count += 1
                guard let problem = problem(withdrawal, context) else { continue }
                outcome.add(
                    context.violation(
                        name, view.life, withdrawal.id, withdrawal.client, at: withdrawal.at,
                        expected: problem.expected, problem.detail))
            }
        }
        outcome.detail = "\(count) withdrawals"
        return outcome
    }

    private static func problem(
        _ withdrawal: RegistrationFacts.Withdrawal, _ context: CheckContext
    ) -> (expected: String, detail: String)? {
        let rows = context.registrations.rows(of: withdrawal.id)
        if rows.certainly(withdrawal.sent, withdrawal.at, { $0.isGood && $0.client == withdrawal.client }) {
            return ("only what lost withdrawn", "withdrew what the row named")
        }
        if let user = user(of: withdrawal, rows, context) {
            return ("only what nobody uses withdrawn", "withdrew what \(user) used, and nothing else stood there")
        }
        return haste(withdrawal, context)
    }

    /// Somebody who uses it all the while, is not held, and had nothing to adopt for a poll.
    private static func user(
        of withdrawal: RegistrationFacts.Withdrawal, _ rows: RowSightings, _ context: CheckContext
    ) -> Life? {
        let own = context.registrations.generation(of: withdrawal.client, withdrawal.id) ?? 0
        let from = withdrawal.sent.later(by: -context.registrationPoll)
        guard !rows.all.isEmpty, !rows.possibly(from, withdrawal.at, { $0.isGood && $0.generation > own }) else {
            return nil
        }
        return context.lives.first { view in
            view.registrationStretches(of: withdrawal.id).contains {
                $0.client == withdrawal.client && $0.from <= withdrawal.sent && withdrawal.at < $0.to
            } && !view.window.isHeld(withdrawal.sent.later(by: -context.registrationLearn), withdrawal.at)
        }?.life
    }

    /// Nobody can have read a winner before its registrant had its name.
    private static func haste(
        _ withdrawal: RegistrationFacts.Withdrawal, _ context: CheckContext
    ) -> (expected: String, detail: String)? {
        let own = context.registrations.generation(of: withdrawal.client, withdrawal.id)
        let began = context.registrations.known.keys.compactMap { row -> Time? in
            guard row.id == withdrawal.id, row.client != withdrawal.client, row.generation > own ?? 0 else {
                return nil
            }
            return context.registrations.maker(of: row.client, row.id)?.at ?? .always
        }.min()
        guard let began, began <= withdrawal.sent else {
            return ("something else in its place", "withdrew it, and nothing above it stood in the store")
        }
        let earliest = began.later(by: 2 * context.registrationPoll).later(by: -context.limits.skew)
        guard began != .always, withdrawal.sent < earliest else { return nil }
        let waited = (withdrawal.sent - began).milliseconds
        return (
            "two polls, \(2 * context.registrationPoll / 1_000_000) ms, between a winner and a withdrawal",
            "withdrew it \(waited) ms after the winner was registered"
        )
    }
}
