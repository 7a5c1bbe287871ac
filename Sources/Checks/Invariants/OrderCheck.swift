import History

/// Ordered (V12): in one life the applied (e, n) never fall, the same (e, n) never means two values, and a version more
/// than a day ahead is not adopted at all. Between two e = 0 the slot wins, in either order. A plain slot has no
/// versions; there the values that a replica applies are a subsequence of the slot's history, and who reads an old value
/// back because the store had lost the newer one is not to blame (`resurrections` says what came of it).
enum OrderCheck: Check {
    static let name = "order"
    static let needsInsideKnowledge = true
    private static let poisonedMilliseconds: Int64 = 24 * 3_600_000

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var count = 0
        for view in context.lives {
            // What it was given at its start; back to that behind a read is a fall like any other.
            let read = Array(zip(view.facts.applications, view.states).drop { $0.0.path == .configuration })
            count += read.count
            for (application, _) in read where isPoisoned(application, context) {
                outcome.add(
                    violation(view, application, context, "a version of the present", "applied \(application.version)"))
            }
            for (former, next) in zip(read, read.dropFirst()) {
                let problem = context.isFenced ? fenced(former.0, next.0) : plain(former, next, context)
                guard let problem else { continue }
                outcome.add(violation(view, next.0, context, "versions that never fall", problem))
            }
        }
        outcome.detail = "\(count) applications"
        return outcome
    }

    private static func violation(
        _ view: LifeView, _ application: LifeFacts.Application, _ context: CheckContext, _ expected: String,
        _ detail: String
    ) -> Violation {
        context.violation(
            name, view.life, credential: application.credential, at: application.at, expected: expected, detail)
    }

    private static func isPoisoned(_ application: LifeFacts.Application, _ context: CheckContext) -> Bool {
        guard context.isFenced else { return false }
        let now = context.model.wallMilliseconds(at: application.at)
        return Int64(clamping: application.version.epoch) > now + poisonedMilliseconds
    }

    private static func fenced(_ former: LifeFacts.Application, _ next: LifeFacts.Application) -> String? {
        if next.version == former.version {
            guard next.fingerprint != former.fingerprint else { return nil }
            return "applied \(next.version) with two values, \(former.fingerprint) and \(next.fingerprint)"
        }
        guard next.version < former.version, former.version.epoch > 0 else { return nil }
        return "applied \(next.version) (\(next.path)) after \(former.version) (\(former.path))"
    }

    private static func plain(
        _ former: (LifeFacts.Application, Int), _ next: (LifeFacts.Application, Int), _ context: CheckContext
    ) -> String? {
        guard next.1 < former.1 else { return nil }
        let isExcused =
            context.damageIntervals.contains { $0.touches(former.0.at, next.0.at) }
            || wasLost((next.1 + 1)...former.1, before: next.0.at, context)
        return isExcused ? nil : "applied \(next.0.fingerprint) (\(next.0.path)) after \(former.0.fingerprint)"
    }

    /// The store had lost all that came behind the older state. A new primary is seen when it is asked, and that may be
    /// late.
    private static func wasLost(_ states: ClosedRange<Int>, before time: Time, _ context: CheckContext) -> Bool {
        states.allSatisfy { state in
            guard let undoing = context.slot.undoing(of: state) else { return false }
            return undoing.from.later(by: -mostUnnoticed) <= time
        }
    }

    private static let mostUnnoticed: Int64 = 1_000_000_000
}
