import History

/// Nobody accepts a credential that must be refused: one that was retired more than `refuse` ago, that expired more than
/// `timed` ago, that is not published yet, or that was never issued.
enum LateAcceptanceCheck: Check {
    static let name = "late-acceptances"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var count = 0
        for view in context.lives {
            for wrong in view.probes.wrong where wrong.accepted {
                count += wrong.count
                outcome.add(violation(wrong, view, context))
            }
        }
        let judged = context.lives.reduce(0) { $0 + $1.probes.judgedRefusals }
        outcome.count("admin-key.late-acceptances", count, samples: judged)
        outcome.count("skewed", context.lives.reduce(0) { $0 + $1.probes.skewed }, samples: judged)
        measureLag(context, &outcome)
        outcome.detail = "\(judged) probes where the answer had to be no"
        return outcome
    }

    private static func violation(_ wrong: LifeProbes.Wrong, _ view: LifeView, _ context: CheckContext) -> Violation {
        let colours = context.timelines.colours[Int(wrong.credential.number)]
        let ending = wrong.ending.flatMap { colours?.endings[$0] }
        let expected =
            ending.map {
                "refused: retired by the change of \(context.milliseconds($0.invoked)) ms, "
                    + "deadline \(context.milliseconds($0.deadline)) ms"
            }
            ?? (colours?.isNeverIssued == true ? "refused: never issued" : "refused: not published yet")
        return context.violation(
            name, view.life, credential: wrong.credential, at: wrong.at, expected: expected,
            "accepted \(wrong.count) times, last at \(context.milliseconds(wrong.last)) ms")
    }

    /// Last accept's call - D, at least 0: for replicas that lived through the deadline and were not held until they
    /// refused.
    private static func measureLag(_ context: CheckContext, _ outcome: inout CheckOutcome) {
        var lags: [Int64] = []
        for (number, colours) in context.timelines.colours.enumerated() {
            for (index, ending) in (colours?.endings ?? []).enumerated() {
                let key = LifeProbes.Key(credential: CredentialID(UInt32(number)), ending: index)
                lags += context.lives.compactMap { lag($0, key, ending) }
            }
        }
        outcome.distribution("admin-key.revocation-lag", lags)
    }

    private static func lag(_ view: LifeView, _ key: LifeProbes.Key, _ ending: Colours.Ending) -> Int64? {
        guard let ready = view.window.ready, ready <= ending.deadline, view.window.end > ending.deadline else {
            return nil
        }
        let last = max(ending.deadline, view.probes.lastAccepted[key] ?? ending.deadline)
        return view.window.isHeld(min(ending.invoked, last), last) ? nil : last - ending.deadline
    }
}
