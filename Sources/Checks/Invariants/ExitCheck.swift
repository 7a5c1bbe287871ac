import History

/// No replica ends on its own: each exit is the plan's SIGKILL, or comes with status 0 after the end message. An exit with
/// status 0 and no end message is a failure all the same, and so is a crash while the plan wants the replica gone, or
/// back: a hold lasts until the next life is ready, and a life that dies before that would never be missed.
enum ExitCheck: Check {
    static let name = "exits"
    /// SIGKILL, as wait(2) gives it.
    private static let killed: Int32 = 9

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let ended = Set(context.lives.filter { $0.facts.ended != nil }.map(\.life))
        for exit in context.model.exits where exit.role == .replica {
            guard let life = exit.life, exit.at < context.end else { continue }
            if exit.status == 0, ended.contains(life) { continue }
            // How a program that is not ours ends when it is told to is its own affair.
            if context.plan.isForeign, isPlanned(exit.at, life, context) { continue }
            if exit.status == killed, isPlanned(exit.at, life, context) { continue }
            outcome.add(
                context.violation(
                    name, life, at: exit.at, expected: "alive, or ended with its end message", text(exit.status)))
        }
        return outcome
    }

    /// A death of this life: while a replica comes back the hold of its last death still lasts, and excuses no other.
    private static func isPlanned(_ time: Time, _ life: Life, _ context: CheckContext) -> Bool {
        context.model.holds.contains {
            $0.life == life && $0.why == .dead && $0.span.touches(time, time)
        }
    }

    private static func text(_ status: Int32) -> String {
        let signal = status & 0x7F
        return signal == 0 ? "exited with status \(status >> 8 & 0xFF)" : "ended by signal \(signal)"
    }
}
