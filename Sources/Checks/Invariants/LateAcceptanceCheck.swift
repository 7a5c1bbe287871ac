import History
import Scenario

/// Nobody accepts a credential that must be refused: one that was retired more than `refuse` ago, that expired more than
/// `timed` ago, that is not published yet, or that was never issued.
enum LateAcceptanceCheck: Check {
    static let name = "late-acceptances"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var counts: [MetricKind: Int] = [:]
        for view in context.lives {
            for wrong in view.probes.wrong where wrong.accepted {
                counts[context.model.kind(of: wrong.credential), default: 0] += wrong.count
                outcome.add(violation(wrong, view, context))
            }
        }
        var judged = 0
        for kind in context.kinds {
            let samples = context.lives.reduce(0) { $0 + $1.probes[kind].judgedRefusals }
            outcome.count("\(kind.rawValue).late-acceptances", counts[kind] ?? 0, samples: samples)
            judged += samples
        }
        outcome.count("skewed", context.lives.reduce(0) { $0 + $1.probes.skewed }, samples: judged)
        for kind in context.kinds { measureLag(of: kind, context, &outcome) }
        outcome.detail = "\(judged) probes where the answer had to be no"
        return outcome
    }

    private static func violation(_ wrong: LifeProbes.Wrong, _ view: LifeView, _ context: CheckContext) -> Violation {
        let colours = context.timelines.colours[Int(wrong.credential.number)]
        let ending = wrong.ending.flatMap { colours?.endings[$0] }
        let expected =
            ending.map { reason($0, wrong, view, colours, context) }
            ?? (colours?.isNeverIssued == true ? "refused: never issued" : "refused: not published yet")
        return context.violation(
            name, view.life, credential: wrong.credential, at: wrong.at, expected: expected,
            "accepted \(wrong.count) times, last at \(context.milliseconds(wrong.last)) ms")
    }

    private static func reason(
        _ ending: Colours.Ending, _ wrong: LifeProbes.Wrong, _ view: LifeView, _ colours: Colours?,
        _ context: CheckContext
    ) -> String {
        if let told = colours?.own.first(where: { $0.life == view.life })?.deactivated, told <= wrong.last {
            return "refused: this replica had deactivated it itself at \(context.milliseconds(told)) ms"
        }
        if colours?.kind == .managedKey, ending.windows.allSatisfy({ $0.superseded > ending.deadline }) {
            return "refused: it ended at \(context.milliseconds(ending.deadline)) ms"
        }
        return "refused: retired by the change of \(context.milliseconds(ending.invoked)) ms, "
            + "deadline \(context.milliseconds(ending.deadline)) ms"
    }

    /// Last accept's call - D, at least 0: for replicas that lived through the deadline and were not held until they
    /// refused.
    private static func measureLag(
        of kind: MetricKind, _ context: CheckContext, _ outcome: inout CheckOutcome
    ) {
        var lags: [Int64] = []
        for (number, colours) in context.timelines.colours.enumerated() where colours?.kind == kind {
            for (index, ending) in (colours?.endings ?? []).enumerated() {
                let key = LifeProbes.Key(credential: CredentialID(UInt32(number)), ending: index)
                lags += context.lives.compactMap { lag($0, key, ending) }
            }
        }
        outcome.distribution("\(kind.rawValue).revocation-lag", lags)
    }

    private static func lag(_ view: LifeView, _ key: LifeProbes.Key, _ ending: Colours.Ending) -> Int64? {
        guard let ready = view.window.ready, ready <= ending.deadline, view.window.end > ending.deadline else {
            return nil
        }
        let last = max(ending.deadline, view.probes.lastAccepted[key] ?? ending.deadline)
        return view.window.isHeld(min(ending.invoked, last), last) ? nil : last - ending.deadline
    }
}
