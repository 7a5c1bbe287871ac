import History

/// Dead stays dead: no replica that has applied the retirement of a credential, in this life or an earlier one, accepts
/// that credential again. The cause is `store` when the replica had read the old value back, because the store lost
/// the retirement, and `replica` when it fell back on its own.
enum ResurrectionCheck: Check {
    static let name = "resurrections"

    private struct Pair: Hashable {
        var replica: ReplicaID
        var credential: CredentialID
    }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var pairs: Set<Pair> = []
        let replicas = Dictionary(grouping: context.lives, by: \.life.replica)
        for view in context.lives {
            for wrong in view.probes.wrong where wrong.accepted {
                let lives = replicas[view.life.replica] ?? []
                guard let state = retirement(wrong, context), hasApplied(state, lives, before: wrong.last) else {
                    continue
                }
                let pair = Pair(replica: view.life.replica, credential: wrong.credential)
                if pairs.insert(pair).inserted { outcome.add(violation(wrong, view, context)) }
            }
        }
        let judged = context.lives.reduce(0) { $0 + $1.probes.judgedRefusals }
        outcome.count("admin-key.resurrections", pairs.count, samples: judged)
        return outcome
    }

    private static func retirement(_ wrong: LifeProbes.Wrong, _ context: CheckContext) -> Int? {
        guard let ending = wrong.ending else { return nil }
        return context.timelines.colours[Int(wrong.credential.number)]?.endings[ending].state
    }

    private static func hasApplied(_ state: Int, _ lives: [LifeView], before time: Time) -> Bool {
        lives.contains { view in view.application(of: state).map { $0.at <= time } ?? false }
    }

    private static func violation(_ wrong: LifeProbes.Wrong, _ view: LifeView, _ context: CheckContext) -> Violation {
        let cause = cause(wrong, view, context)
        return context.violation(
            name, view.life, credential: wrong.credential, at: wrong.last,
            expected: "refused: this replica had applied its retirement", "accepted again; cause: \(cause)")
    }

    private static func cause(_ wrong: LifeProbes.Wrong, _ view: LifeView, _ context: CheckContext) -> String {
        let fingerprint = context.model.credential(wrong.credential)?.fingerprint
        let inForce = view.facts.applications.last { $0.at <= wrong.last }
        let wasRead = inForce.map { $0.path != .configuration && $0.fingerprint == fingerprint } ?? false
        return wasRead ? "store" : "replica"
    }
}
