import History

/// Who may call admin endpoints is defined and held (W13): no managed key opens one, whatever it may do elsewhere.
enum PrivilegeCheck: Check {
    static let name = "privilege"
    static let needsInsideKnowledge = true

    static func applies(to context: CheckContext) -> Bool { context.hasManagedKeys }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        for view in context.lives {
            for crossing in view.facts.crossings {
                outcome.add(
                    context.violation(
                        name, view.life, credential: crossing.credential, at: crossing.called,
                        expected: "refused on admin endpoints: it is no admin key", "opened one"))
            }
        }
        outcome.detail = "\(context.lives.count) lives"
        return outcome
    }
}
