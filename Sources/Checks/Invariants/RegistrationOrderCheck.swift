import History

/// In one life the version in use never falls, the same version never means two clients, and nothing is used that the
/// authorization server never made. Who uses nothing for a while has dropped what it knew to be dead, and begins anew.
enum RegistrationOrderCheck: Check {
    static let name = "registration-order"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var count = 0
        for id in context.registrations.ids {
            let ledger = context.registrations.ledger(of: id)
            let made = Set(ledger.map(\.client))
            for view in context.lives {
                let uses = view.facts.registrations.uses(of: id)
                count += uses.count
                for (former, next) in zip(uses, uses.dropFirst()) {
                    guard let problem = problem(former, next) else { continue }
                    outcome.add(
                        context.violation(
                            name, view.life, id, next.client, at: next.at, expected: "versions that never fall",
                            problem))
                }
                for use in uses where !use.isNothing && !made.isEmpty && !made.contains(use.client) {
                    guard use.at <= ledger[0].read.later(by: -RegistrationRest.reading) else { continue }
                    outcome.add(
                        context.violation(
                            name, view.life, id, use.client, at: use.at,
                            expected: "a client that the authorization server made", "its ledger has no such client"))
                }
            }
        }
        outcome.detail = "\(count) uses"
        return outcome
    }

    private static func problem(_ former: RegistrationFacts.Use, _ next: RegistrationFacts.Use) -> String? {
        guard !former.isNothing, !next.isNothing else { return nil }
        if next.version == former.version, next.client != former.client {
            return "\(next.version) stands for both \(former.client) and \(next.client)"
        }
        guard next.version < former.version else { return nil }
        return "uses \(next.version) after \(former.version), which is \(former.client)"
    }
}
