import History

/// The contract of a row's time to live: what has a secret that ends lives exactly as long, what has none for ever, on every
/// node and through every failover; and no row goes before its time.
///
/// A secret that had ended when it was stored leaves a row for a second. What a step does to rows is not the gateway's.
enum RegistrationLifetimeCheck: Check {
    static let name = "registration-ttl"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let faults = context.rowFaults
        let stretches = KeyStretches(context)
        var count = 0
        for id in context.registrations.ids {
            var lifetimes = RowLifetimes(id, faults, context)
            for look in context.model.rowLooks where look.id == id && look.isGood {
                count += 1
                guard let problem = lifetimes.problem(with: look) else { continue }
                outcome.add(violation(look.client, at: look.returned, problem, id, context))
            }
            for row in vanished(id, faults, stretches, context) {
                let problem = (expected: "a row until its secret ends", detail: "it was gone before")
                outcome.add(violation(row.client, at: row.until, problem, id, context))
            }
        }
        outcome.detail = "\(count) looks at rows"
        return outcome
    }

    private static func violation(
        _ client: FingerprintBits, at time: Time, _ problem: (expected: String, detail: String),
        _ id: RegistrationID, _ context: CheckContext
    ) -> Violation {
        context.violation(name, nil, id, client, at: time, expected: problem.expected, problem.detail)
    }

    /// Rows that the primary had and had no more, within one reign, undisturbed, before their end.
    private static func vanished(
        _ id: RegistrationID, _ faults: [Span], _ stretches: KeyStretches, _ context: CheckContext
    ) -> [RowSighting] {
        let rows = context.registrations.rows(of: id).all
        return zip(rows, rows.dropFirst()).filter { row, next in
            guard row.isGood, next.state == .absent, stretches.number(row.returned, next.returned) != nil else {
                return false
            }
            let end = context.secretEnd(of: row.client, generation: row.generation, id)
            let isTaken = faults.contains { $0.touches(row.returned, next.returned) }
            return next.returned < end.later(by: -context.limits.timed) && !isTaken
        }.map(\.0)
    }
}

/// When rows of one upstream end, as each look says it.
private struct RowLifetimes {
    private let id: RegistrationID
    private let faults: [Span]
    private let context: CheckContext
    private let tolerance: Int64
    /// In Unix milliseconds, -1 for never: what a row's first look said where nobody knows its secret's end, and what a
    /// step made of it.
    private var seen: [RegistrationHistory.RowKey: Set<Int64>] = [:]

    init(_ id: RegistrationID, _ faults: [Span], _ context: CheckContext) {
        (self.id, self.faults, self.context) = (id, faults, context)
        let drift = abs((context.model.endOffset ?? context.model.wallOffset) - context.model.wallOffset)
        tolerance = (context.limits.timed + context.limits.skew + drift) / 1_000_000 + 1
    }

    mutating func problem(with look: RowLook) -> (expected: String, detail: String)? {
        let key = RegistrationHistory.RowKey(id: id, client: look.client, generation: look.generation)
        let end = context.registrations.secretEnd(of: look.client, generation: look.generation, id)
        let allowed = seen[key] ?? []
        if let end, isRight(look, end: end == 0 ? -1 : Int64(clamping: end) * 1_000) { return nil }
        if allowed.contains(where: { isRight(look, end: $0) }) { return nil }
        guard end != nil || !allowed.isEmpty,
            !faults.contains(where: { $0.touches(look.called, look.returned) })
        else {
            seen[key, default: []].insert(implied(look))
            return nil
        }
        return (text(of: end, allowed, at: look), text(look.life))
    }

    /// Unix milliseconds.
    private func implied(_ look: RowLook) -> Int64 {
        look.life < 0 ? -1 : context.model.wallMilliseconds(at: look.returned) + look.life
    }

    private func isRight(_ look: RowLook, end: Int64) -> Bool {
        guard end >= 0 else { return look.life == -1 }
        guard look.life >= 0 else { return false }
        let called = context.model.wallMilliseconds(at: look.called)
        let returned = context.model.wallMilliseconds(at: look.returned)
        if end <= returned, look.life <= RowLifetimes.ofEnded { return true }
        return called + look.life - tolerance <= end && end <= returned + look.life + tolerance
    }

    private static let ofEnded: Int64 = 1_000

    private func text(of end: UInt64?, _ seen: Set<Int64>, at look: RowLook) -> String {
        let end = end.map { $0 == 0 ? -1 : Int64(clamping: $0) * 1_000 } ?? seen.min() ?? -1
        return text(end < 0 ? -1 : max(0, end - context.model.wallMilliseconds(at: look.returned)))
    }

    private func text(_ life: Int64) -> String { life < 0 ? "a row without an end" : "a row with \(life) ms to live" }
}
