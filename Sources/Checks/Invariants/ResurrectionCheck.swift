import History

/// Dead stays dead: no replica that has applied the retirement of a credential, in this life or an earlier one, accepts
/// that credential again.
///
/// Judged by what was acknowledged, even where a fault undid it: a lost rotation leaves both keys open to the other
/// checks, and is the very thing that this one is to show. A hold excuses a life that could not know; one that had
/// applied the retirement itself knew. The cause is `store` when the replica had read the old value back, because the
/// store lost the retirement, and `replica` when it fell back on its own.
enum ResurrectionCheck: Check {
    static let name = "resurrections"

    private struct Pair: Hashable {
        var replica: ReplicaID
        var credential: CredentialID
    }

    /// An acceptance of what was dead, and the state of the slot that retired it.
    private struct Revival {
        var credential: CredentialID
        var state: Int
        var at: Time
    }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var pairs: Set<Pair> = []
        let replicas = Dictionary(grouping: context.lives, by: \.life.replica)
        for view in context.lives {
            let lives = replicas[view.life.replica] ?? []
            for revival in relapses(view, context) + lateAcceptances(view, lives, context) {
                let pair = Pair(replica: view.life.replica, credential: revival.credential)
                if pairs.insert(pair).inserted { outcome.add(violation(revival, view, context)) }
            }
        }
        let judged = context.lives.reduce(0) { $0 + $1.probes.judgedRefusals }
        outcome.count("admin-key.resurrections", pairs.count, samples: judged)
        return outcome
    }

    /// By who had applied the retirement in the same life. Not where the key had a grace: what it applied then was a key
    /// that still lives.
    private static func relapses(_ view: LifeView, _ context: CheckContext) -> [Revival] {
        view.probes.lastAcceptedDead.sorted { $0.value < $1.value }.compactMap { key, last in
            guard let ending = ending(key.credential, key.ending, context),
                ending.windows.allSatisfy({ $0.expiry == .never }),
                hasApplied(ending.state, [view], before: last)
            else { return nil }
            return Revival(credential: key.credential, state: ending.state, at: last)
        }
    }

    /// By who had applied it at all.
    private static func lateAcceptances(
        _ view: LifeView, _ lives: [LifeView], _ context: CheckContext
    ) -> [Revival] {
        (view.probes.wrongAsAcknowledged ?? view.probes.wrong).compactMap { wrong in
            guard wrong.accepted, let index = wrong.ending, let ending = ending(wrong.credential, index, context),
                hasApplied(ending.state, lives, before: wrong.last)
            else { return nil }
            return Revival(credential: wrong.credential, state: ending.state, at: wrong.last)
        }
    }

    private static func ending(
        _ credential: CredentialID, _ index: Int, _ context: CheckContext
    ) -> Colours.Ending? {
        context.acknowledgedTimelines.colours[Int(credential.number)]?.endings[index]
    }

    /// The retirement, or a later change.
    private static func hasApplied(_ state: Int, _ lives: [LifeView], before time: Time) -> Bool {
        lives.contains { view in
            zip(view.acknowledgedStates, view.facts.applications).contains { $0 >= state && $1.at <= time }
        }
    }

    private static func violation(_ revival: Revival, _ view: LifeView, _ context: CheckContext) -> Violation {
        context.violation(
            name, view.life, credential: revival.credential, at: revival.at,
            expected: "refused: this replica had applied its retirement",
            "accepted again; cause: \(cause(revival, view, context))")
    }

    /// Read back, and there to be read: the store held it again behind the retirement.
    private static func cause(_ revival: Revival, _ view: LifeView, _ context: CheckContext) -> String {
        let fingerprint = context.model.credential(revival.credential)?.fingerprint
        let inForce = view.facts.applications.last { $0.at <= revival.at }
        guard let inForce, inForce.path != .configuration, inForce.fingerprint == fingerprint else { return "replica" }
        let retired = context.acknowledged.changes[revival.state].acknowledged
        let fellBack = context.model.primarySamples.contains {
            $0.called >= retired && $0.returned <= revival.at && $0.content == .good && $0.fingerprint == fingerprint
        }
        return fellBack ? "store" : "replica"
    }
}
