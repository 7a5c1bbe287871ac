import History
import Scenario

/// Dead stays dead: no replica that has applied the retirement of a credential, in this life or an earlier one, accepts
/// that credential again.
///
/// Judged by what was acknowledged, even where a fault undid it: a lost rotation leaves both keys open to the other
/// checks, and is the very thing that this one is to show. A hold excuses a life that could not know; one that had
/// applied the retirement itself knew. The cause is `store` when the replica had read the old value back, because the
/// store lost the retirement, and `replica` when it fell back on its own.
///
/// A managed key has one death only, and no bound: from the moment at which a life held it dead, it never says yes again
/// (W3). A credential of an environment is dead where the documents that a life has applied say so, and until one says
/// otherwise.
enum ResurrectionCheck: Check {
    static let name = "resurrections"

    private struct Pair: Hashable {
        var replica: ReplicaID
        var credential: CredentialID
    }

    /// An acceptance of what was dead.
    private struct Revival {
        var credential: CredentialID
        /// The state of the slot that retired an admin key; nil for all others.
        var state: Int?
        var at: Time
    }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var pairs: Set<Pair> = []
        let replicas = Dictionary(grouping: context.lives, by: \.life.replica)
        for view in context.lives {
            let lives = replicas[view.life.replica] ?? []
            let revivals = relapses(view, context) + lateAcceptances(view, lives, context)
            for revival in revivals + knownDead(view, context) + managedKeys(view, lives, context)
                + environments(view, lives, context)
            {
                let pair = Pair(replica: view.life.replica, credential: revival.credential)
                if pairs.insert(pair).inserted { outcome.add(violation(revival, view, context)) }
            }
        }
        let counts = Dictionary(grouping: pairs) { context.model.kind(of: $0.credential) }
        for kind in context.kinds {
            let judged = context.lives.reduce(0) { $0 + $1.probes[kind].judgedRefusals }
            outcome.count("\(kind.rawValue).resurrections", counts[kind]?.count ?? 0, samples: judged)
        }
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
        late(view, .adminKey, context).compactMap { wrong in
            guard let index = wrong.ending, let ending = ending(wrong.credential, index, context),
                hasApplied(ending.state, lives, before: wrong.last)
            else { return nil }
            return Revival(credential: wrong.credential, state: ending.state, at: wrong.last)
        }
    }

    /// By who had known it dead in the same life.
    private static func knownDead(_ view: LifeView, _ context: CheckContext) -> [Revival] {
        view.probes.revived.map { Revival(credential: $0.credential, state: nil, at: $0.last) }
    }

    /// Late, by who had known it dead in an earlier life: a credential of an environment.
    private static func environments(_ view: LifeView, _ lives: [LifeView], _ context: CheckContext) -> [Revival] {
        let wrong = view.probes.wrong.filter { wrong in
            guard wrong.accepted, wrong.ending != nil, context.model.kind(of: wrong.credential).isOfEnvironments else {
                return false
            }
            return lives.contains { earlier in
                earlier.life.incarnation < view.life.incarnation
                    && earlier.environments.dead[wrong.credential]?.first.map { $0.from <= wrong.last } ?? false
            }
        }
        return wrong.map { Revival(credential: $0.credential, state: nil, at: $0.last) }
    }

    /// Late, by who had known a managed key dead in this life or an earlier one.
    private static func managedKeys(
        _ view: LifeView, _ lives: [LifeView], _ context: CheckContext
    ) -> [Revival] {
        let late = late(view, .managedKey, context).filter { wrong in
            guard wrong.ending != nil else { return false }
            return lives.contains { $0.keys.death(of: wrong.credential) ?? .never <= wrong.last }
        }
        return late.map { Revival(credential: $0.credential, state: nil, at: $0.last) }
    }

    private static func late(_ view: LifeView, _ kind: MetricKind, _ context: CheckContext) -> [LifeProbes.Wrong] {
        (view.probes.wrongAsAcknowledged ?? view.probes.wrong).filter {
            $0.accepted && context.model.kind(of: $0.credential) == kind
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
        let isKey = context.model.kind(of: revival.credential) == .managedKey
        let word = isKey ? "deactivation" : "retirement"
        let fellBack = revival.state.map { readBack(revival, $0, view, context) } ?? stoodAlive(revival, context)
        return context.violation(
            name, view.life, credential: revival.credential, at: revival.at,
            expected: "refused: this replica had applied its \(word)",
            "accepted again; cause: \(fellBack ? "store" : "replica")")
    }

    /// Read back, and there to be read: the store held it again behind the retirement.
    private static func readBack(
        _ revival: Revival, _ state: Int, _ view: LifeView, _ context: CheckContext
    ) -> Bool {
        let fingerprint = context.model.credential(revival.credential)?.fingerprint
        let inForce = view.facts.applications.last { $0.at <= revival.at }
        guard let inForce, inForce.path != .configuration, inForce.fingerprint == fingerprint else { return false }
        let retired = context.acknowledged.changes[state].acknowledged
        return context.model.primarySamples.contains {
            $0.called >= retired && $0.returned <= revival.at && $0.content == .good && $0.fingerprint == fingerprint
        }
    }

    /// The store showed a managed key alive again after its deactivation.
    private static func stoodAlive(_ revival: Revival, _ context: CheckContext) -> Bool {
        let dead = context.keys.acknowledged[Int(revival.credential.number)]?.deactivation?.known ?? .never
        return context.keys.sightings[revival.credential].contains {
            $0.called >= dead && $0.returned <= revival.at && $0.state == .active
        }
    }
}
