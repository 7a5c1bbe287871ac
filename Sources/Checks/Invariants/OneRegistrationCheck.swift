import History

/// At rest there is exactly one live registration at each upstream, and it is the one that the store's row names.
///
/// `registrations.per-key.max` counts what is live and has a place: not what nobody can withdraw any more, which
/// `leaked.registrations.unavoidable` counts, nor what is still to be withdrawn in time.
enum OneRegistrationCheck: Check {
    static let name = "one-registration"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (most, judged) = (0, 0)
        for id in context.registrations.ids {
            let fates = RegistrationFates(id, context)
            if let gap = fates.gap {
                outcome.inconclusive.append(gap)
                continue
            }
            judged += 1
            let counted = fates.entries.filter { $0.fate == .inForce || $0.fate.isLeaked }
            most = max(most, counted.count)
            if counted.count > 1 { outcome.add(violation(counted, fates.rest, context)) }
            if let problem = problem(with: fates.rest, context) { outcome.add(problem) }
        }
        outcome.count("registrations.per-key.max", most, samples: judged)
        outcome.detail = "at most \(most) live at each of \(judged) upstreams"
        return outcome
    }

    private static func violation(
        _ live: [RegistrationFates.Entry], _ rest: RegistrationRest, _ context: CheckContext
    ) -> Violation {
        let texts = live.map { "\($0.line.client) \(context.origin(of: $0.line.client, rest.id))" }
        let stands = rest.row.map { $0.isGood ? "\($0.client)" : "\($0.state)" } ?? "nothing"
        return context.violation(
            name, nil, rest.id, rest.row?.client ?? .none, at: rest.read,
            expected: "one live registration", "\(live.count) are live: \(texts.listed); the row has \(stands)")
    }

    private static func problem(with rest: RegistrationRest, _ context: CheckContext) -> Violation? {
        guard let row = rest.row, row.isGood else { return missing(rest, context) }
        let line = context.registrations.ledger(of: rest.id).first { $0.client == row.client }
        switch line?.state {
        case .live, .forgotten: return nil  // what the server lost itself, nobody can know before it is used
        case nil where rest.isFresh: return nil
        case .deleted, nil:
            let what = line == nil ? "which the server never made" : "which was withdrawn"
            return context.violation(
                name, nil, rest.id, row.client, at: rest.read, expected: "a live registration in the row",
                "it names \(row.client), \(what)")
        }
    }

    /// There is none, though somebody has had the time to register, and to wait for a holder of the lease that died, and for
    /// the pause behind what went wrong last.
    private static func missing(_ rest: RegistrationRest, _ context: CheckContext) -> Violation? {
        let begin = max(rest.since, context.retry(of: rest.id, since: rest.since) ?? rest.since)
        let due = begin.later(by: context.leaseLife).later(by: 2 * context.registrationLearn)
        let waiting = context.lives.filter { view in
            view.window.end >= rest.read && view.window.shifted(due, bound: context.registrationLearn) < rest.read
                && !view.window.isHeld(rest.read, rest.read)
        }
        guard !waiting.isEmpty else { return nil }
        return context.violation(
            name, nil, rest.id, .none, at: rest.read, expected: "a registration in the store",
            "the row is \(rest.row.map { "\($0.state)" } ?? "absent") since \(context.milliseconds(rest.since)) ms")
    }
}
