import History

/// The poll is alive (V10): at the end of a life, with Redis well, the last good read is at most two intervals old.
enum PollCheck: Check {
    static let name = "poll-alive"
    static let needsInsideKnowledge = true

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let rest = SlotRest(context)
        guard rest.holding != nil else {
            outcome.detail = "the slot was not readable at the end"
            return outcome
        }
        let most = 2 * context.poll + context.limits.learn
        var judged = 0
        for view in rest.lives(context) {
            let status = context.statuses[view.life.replica]
            guard let status, status.incarnation == view.life.incarnation, status.lastGoodRead > 0 else { continue }
            let end = view.window.end
            guard let ready = view.window.ready, end - ready > most, end - rest.since > most,
                !view.window.isHeld(end - most, end)
            else { continue }
            judged += 1
            let age = end - Time(status.lastGoodRead)
            guard age > most else { continue }
            outcome.add(
                context.violation(
                    name, view.life, at: end, expected: "a good read within \(most.milliseconds) ms",
                    "the last one was \(age.milliseconds) ms ago"))
        }
        outcome.detail = "\(judged) replicas"
        return outcome
    }
}
