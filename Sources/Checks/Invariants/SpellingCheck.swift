import History

/// Forms agree (V2): with no change in between, the four spellings of a key get the same verdict.
enum SpellingCheck: Check {
    static let name = "spellings"
    static let needsInsideKnowledge = true

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        for view in context.lives {
            for seen in view.facts.disagreements where !expires(seen, view, context) {
                outcome.add(
                    context.violation(
                        name, view.life, credential: seen.credential, at: seen.called,
                        expected: "the same verdict for all four spellings", "accepted: \(accepted(seen.accepted))"))
            }
        }
        return outcome
    }

    /// Between two of the four its grace ended, by the replica's own clock.
    private static func expires(
        _ seen: LifeFacts.Disagreement, _ view: LifeView, _ context: CheckContext
    ) -> Bool {
        let number = Int(seen.credential.number)
        guard number < context.timelines.colours.count, let colours = context.timelines.colours[number] else {
            return false
        }
        let margin = context.limits.widened(by: view.window.clockOffset).skew
        return colours.endings.contains {
            $0.deadline >= seen.called - margin && $0.deadline <= seen.at.later(by: margin)
        }
    }

    private static func accepted(_ bits: UInt8) -> String {
        let names = ["as typed", "with Bearer", "with sk-", "with Bearer sk-"]
        return names.indices.filter { bits >> $0 & 1 == 1 }.map { names[$0] }.joined(separator: ", ")
    }
}
